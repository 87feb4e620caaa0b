// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** Stores that break one promise each, as stores do. */
enum BrokenStore implements BrokenVariant {
  KEEPS_WRITES_TO_ITSELF("Writing.whatIsWrittenIsThereAtOnceForEverybody") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(new Memory());
    }
  },
  IGNORES_A_SECOND_WRITE("Writing.theNextWriteReplacesTheContent") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void put(URI object, byte[] content) throws IOException {
          putIfAbsent(object, content);
        }
      };
    }
  },
  LEAVES_THE_TAIL_OF_THE_OLD_CONTENT("Writing.theNextWriteReplacesTheContent") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void put(URI object, byte[] content) throws IOException {
          Memory.Content old = memory.objects().get(name(object));
          byte[] longer =
              old == null || old.bytes().length < content.length
                  ? new byte[content.length]
                  : old.bytes().clone();
          System.arraycopy(content, 0, longer, 0, content.length);
          memory.write(name(object), longer);
        }
      };
    }
  },
  LOSES_THE_LAST_PART("Writing.aFileOfSeveralPartsIsWrittenWholeAndReplacesWhatWasThere") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        byte[] read(URI object, Path content) throws IOException {
          byte[] whole = super.read(object, content);
          return whole.length > PART ? Arrays.copyOf(whole, whole.length / PART * PART) : whole;
        }
      };
    }
  },
  TAKES_NO_BYTES_FOR_NO_OBJECT("Writing.anObjectOfNoBytesIsAnObject") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void put(URI object, byte[] content) throws IOException {
          if (content.length > 0) {
            super.put(object, content);
          }
        }
      };
    }
  },
  CANNOT_READ_AN_EMPTY_RANGE(
      "Writing.anObjectOfNoBytesIsAnObject", "Reading.atTheEndAndBeyondItThereIsNothingToRead") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public InputStream get(URI object, long from) throws IOException {
          Optional<StoredObject> stored = head(object);
          if (stored.isPresent() && from >= stored.get().bytes()) {
            throw new IOException(object + ": 416, the range cannot be satisfied");
          }
          return super.get(object, from);
        }
      };
    }
  },
  KEEPS_THE_CALLERS_BYTES("Writing.whatTheCallerDoesToItsBytesAfterwardsChangesNothing") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void put(URI object, byte[] content) {
          memory.write(name(object), content);
        }
      };
    }
  },
  CLOSES_WHAT_OTHERS_USE("Writing.closingAStoreLeavesTheOthersOpen") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void close() {
          memory.objects().clear();
        }
      };
    }
  },
  CANNOT_BE_CLOSED_TWICE("Writing.closingAStoreLeavesTheOthersOpen") {
    @Override
    ArtifactStore open(Memory memory) {
      AtomicInteger closed = new AtomicInteger();
      return new MemoryStore(memory) {
        @Override
        public void close() {
          if (closed.incrementAndGet() > 1) {
            throw new IllegalStateException("closed already");
          }
        }
      };
    }
  },

  LOOKS_BEFORE_IT_CREATES(
      "Creating.ofTwoThatCreateAnObjectOneDoesAndItsContentStays",
      "WithoutSync.ofOneWithAndOneWithoutSyncOneCreates") {
    @Override
    ArtifactStore open(Memory memory) {
      return new LooksBeforeItCreates(memory);
    }
  },
  SAYS_NO_AND_WRITES(
      "Creating.whatIsThereIsNotCreatedAgainAndDoesNotChange",
      "Creating.whatWasWrittenInAnyOtherWayIsNotCreatedEither") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public boolean putIfAbsent(URI object, byte[] content) throws IOException {
          boolean absent = head(object).isEmpty();
          put(object, content);
          return absent;
        }
      };
    }
  },
  SAYS_YES_TO_ALL("Creating.whatIsThereIsNotCreatedAgainAndDoesNotChange") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public boolean putIfAbsent(URI object, byte[] content) throws IOException {
          super.putIfAbsent(object, content);
          return true;
        }
      };
    }
  },
  TOUCHES_WHAT_IT_DOES_NOT_CREATE("Creating.whatIsThereIsNotCreatedAgainAndDoesNotChange") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public boolean putIfAbsent(URI object, byte[] content) throws IOException {
          Memory.Content there = memory.objects().get(name(object));
          put(object, there == null ? content : there.bytes());
          return there == null;
        }
      };
    }
  },
  KEEPS_ITS_CLAIMS_ELSEWHERE(
      "Creating.whatWasWrittenInAnyOtherWayIsNotCreatedEither",
      "Creating.whatWasDeletedCanBeCreatedAgain") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public boolean putIfAbsent(URI object, byte[] content) throws IOException {
          boolean created = memory.create("claims/" + name(object), content);
          if (created) {
            put(object, content);
          }
          return created;
        }
      };
    }
  },

  READS_FROM_THE_START("Reading.anObjectIsReadFromAnyPosition") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public InputStream get(URI object, long from) throws IOException {
          return super.get(object, Math.min(from, 0));
        }
      };
    }
  },
  READS_ONE_BYTE_TOO_LATE("Reading.anObjectIsReadFromAnyPosition") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public InputStream get(URI object, long from) throws IOException {
          return super.get(object, from > 0 ? from + 1 : from);
        }
      };
    }
  },
  TAKES_A_POSITION_FOR_AN_INT("Reading.atTheEndAndBeyondItThereIsNothingToRead") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public InputStream get(URI object, long from) throws IOException {
          return super.get(object, (int) from);
        }
      };
    }
  },
  READS_NOTHING_WHERE_NOTHING_IS("Reading.whatIsNotThereIsNoSuchFile") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public InputStream get(URI object, long from) throws IOException {
          return head(object).isPresent() || from < 0
              ? super.get(object, from)
              : InputStream.nullInputStream();
        }
      };
    }
  },
  TELLS_ANY_ERROR_WHERE_NOTHING_IS("Reading.whatIsNotThereIsNoSuchFile") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public InputStream get(URI object, long from) throws IOException {
          try {
            return super.get(object, from);
          } catch (NoSuchFileException e) {
            throw new IOException(object + ": 404", e);
          }
        }
      };
    }
  },
  HAS_A_HEAD_WHERE_NOTHING_IS("Reading.whatIsNotThereIsNoSuchFile") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public Optional<StoredObject> head(URI object) throws IOException {
          return super.head(object)
              .or(() -> Optional.of(new StoredObject(object, 0, Instant.EPOCH, "")));
        }
      };
    }
  },
  TAKES_A_FOLDER_FOR_AN_OBJECT("Reading.aFolderIsNoObject") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public Optional<StoredObject> head(URI object) throws IOException {
          Optional<StoredObject> stored = super.head(object);
          return stored.isPresent()
              ? stored
              : page(name(object) + "/", Optional.empty(), 1).objects().stream().findFirst();
        }
      };
    }
  },
  DELETES_A_FOLDER_BY_ITS_NAME("Reading.aFolderIsNoObject") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void delete(Collection<URI> objects) throws IOException {
          super.delete(objects);
          for (URI each : objects) {
            memory.objects().keySet().removeIf(name -> name.startsWith(name(each) + "/"));
          }
        }
      };
    }
  },
  FAILS_BELOW_AN_OBJECT("Reading.belowAnObjectIsNothing") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public Optional<StoredObject> head(URI object) throws IOException {
          String name = name(object);
          if (memory.objects().containsKey(name.substring(0, name.lastIndexOf('/')))) {
            throw new IOException(object + ": not a folder");
          }
          return super.head(object);
        }
      };
    }
  },
  READS_WHAT_IS_THERE_NOW(
      "Reading.aReadThatIsOverrunByAWriteGivesTheOldBytesOrFails",
      "Reading.aReadThatIsOverrunByADeletionGivesTheBytesOrFails") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public InputStream get(URI object, long from) throws IOException {
          super.get(object, from).close();
          String name = name(object);
          return new InputStream() {
            private long at = from;

            @Override
            public int read() {
              Memory.Content now = memory.objects().get(name);
              return now == null || at >= now.bytes().length ? -1 : now.bytes()[(int) at++] & 0xff;
            }
          };
        }
      };
    }
  },

  LISTS_IN_JAVAS_ORDER("Listing.objectsOfAllDepthsComeInTheOrderOfTheirBytes") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          List<StoredObject> all = all(memory, prefix);
          all.sort(Comparator.comparing(each -> each.uri().getPath()));
          return paged(all, 0, limit);
        }
      };
    }
  },
  LISTS_WITHOUT_REGARD_TO_CASE("Listing.objectsOfAllDepthsComeInTheOrderOfTheirBytes") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          List<StoredObject> all = all(memory, prefix);
          all.sort(
              Comparator.comparing(each -> each.uri().getPath().toLowerCase(Locale.ROOT) + "0"));
          return paged(all, 0, limit);
        }
      };
    }
  },
  LISTS_ONE_DEPTH("Listing.objectsOfAllDepthsComeInTheOrderOfTheirBytes") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          List<StoredObject> all = all(memory, prefix);
          all.removeIf(each -> each.uri().getPath().indexOf('/', prefix.length()) > 0);
          return paged(all, 0, limit);
        }
      };
    }
  },
  GIVES_THE_LAST_OF_A_PAGE_AGAIN("Listing.pagesTogetherAreAllObjects") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          return super.page(prefix, after.map(each -> each.substring(0, each.length() - 1)), limit);
        }
      };
    }
  },
  LOSES_ONE_BETWEEN_PAGES("Listing.pagesTogetherAreAllObjects") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          ObjectPage page = super.page(prefix, after, limit);
          return new ObjectPage(page.objects(), page.next().map(memory.objects()::higherKey));
        }
      };
    }
  },
  GIVES_MORE_THAN_ASKED_FOR("Listing.pagesTogetherAreAllObjects") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          return super.page(prefix, after, LARGEST_PAGE);
        }
      };
    }
  },
  LISTS_A_THOUSAND_AT_MOST("Listing.aFolderOfMoreThanALargestPageIsListedWhole") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          ObjectPage page = super.page(prefix, after, limit);
          return limit < LARGEST_PAGE ? page : new ObjectPage(page.objects(), Optional.empty());
        }
      };
    }
  },
  PAGES_BY_NUMBER(
      "Listing.whatIsAddedMeanwhileMakesNeitherALossNorADouble",
      "Listing.listingGoesOnAfterAnObjectThatWasDeletedMeanwhile") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          return paged(all(memory, prefix), Integer.parseInt(after.orElse("0")), limit);
        }
      };
    }
  },
  LOOKS_FOR_THE_LAST_OF_THE_PAGE_BEFORE(
      "Listing.listingGoesOnAfterAnObjectThatWasDeletedMeanwhile") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          return after.isPresent() && !memory.objects().containsKey(after.get())
              ? new ObjectPage(List.of(), Optional.empty())
              : super.page(prefix, after, limit);
        }
      };
    }
  },
  LOOKS_FOR_THE_LAST_FOLDER_OF_THE_PAGE_BEFORE(
      "Listing.listingGoesOnAfterAFolderThatWasDeletedMeanwhile") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          boolean gone =
              after.isPresent()
                  && all(memory, after.get().substring(0, after.get().lastIndexOf('/') + 1))
                      .isEmpty();
          return gone
              ? new ObjectPage(List.of(), Optional.empty())
              : super.page(prefix, after, limit);
        }
      };
    }
  },
  MISSES_A_FOLDER_THAT_IS_NOT_THERE("Listing.aFolderThatIsNotThereIsEmpty") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          ObjectPage page = super.page(prefix, after, limit);
          if (page.objects().isEmpty()) {
            throw new NoSuchFileException(prefix);
          }
          return page;
        }
      };
    }
  },
  LISTS_BY_STRING_PREFIX(
      "Listing.aFolderNeverShowsItsNeighbours", "Listing.anObjectIsNotInTheFolderOfItsName") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        String prefix(URI folder) {
          String prefix = super.prefix(folder);
          return prefix.substring(0, prefix.length() - 1);
        }
      };
    }
  },
  REPLACES_A_FOLDER_BY_AN_OBJECT("Listing.anObjectIsNotInTheFolderOfItsName") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void put(URI object, byte[] content) throws IOException {
          memory.objects().keySet().removeIf(each -> each.startsWith(name(object) + "/"));
          super.put(object, content);
        }
      };
    }
  },
  QUOTES_ETAGS_IN_LISTS("Listing.theListAndTheHeadTellTheSame") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          return changed(
              super.page(prefix, after, limit),
              each -> marked(each, each.modified(), '"' + each.etag() + '"'));
        }
      };
    }
  },
  LISTS_FULL_SECONDS("Listing.theListAndTheHeadTellTheSame") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
          return changed(
              super.page(prefix, after, limit),
              each -> marked(each, each.modified().truncatedTo(ChronoUnit.SECONDS), each.etag()));
        }
      };
    }
  },

  TAKES_A_PLUS_FOR_A_SPACE("Names.aNameIsKept") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        String decoded(URI uri) {
          return super.decoded(uri).replace('+', ' ');
        }
      };
    }
  },
  DECODES_NAMES_TWICE("Names.aNameIsKept") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        String decoded(URI uri) {
          String once = super.decoded(uri);
          return once.contains("%4") ? URLDecoder.decode(once, UTF_8) : once;
        }
      };
    }
  },
  ENDS_NAMES_AT_A_QUESTION_MARK("Names.aNameIsKept") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        String decoded(URI uri) {
          return super.decoded(uri).replaceAll("[?#].*", "");
        }
      };
    }
  },
  COMPOSES_NAMES("Names.aNameIsKept", "Names.namesOfOtherBytesAreNamesOfOtherObjects") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        String decoded(URI uri) {
          return Normalizer.normalize(super.decoded(uri), Normalizer.Form.NFC);
        }
      };
    }
  },
  KNOWS_NO_CAPITALS("Names.namesOfOtherBytesAreNamesOfOtherObjects") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        String decoded(URI uri) {
          return super.decoded(uri).toLowerCase(Locale.ROOT);
        }
      };
    }
  },
  GIVES_URIS_THAT_ARE_NOT_ENCODED("Names.aNameIsKept") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        URI uri(String name) {
          URI encoded = super.uri(name);
          return name.contains("é") ? URI.create("memory://server" + name) : encoded;
        }
      };
    }
  },
  CUTS_QUERIES_OFF("Names.aUriThatNamesNoObjectIsRefusedAndNotTakenForAnother") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        String decoded(URI uri) {
          return uri.getPath();
        }
      };
    }
  },
  MERGES_SLASHES("Names.twoSlashesAreNotOne") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        String decoded(URI uri) {
          return super.decoded(uri).replace("//", "/");
        }
      };
    }
  },
  TAKES_THE_TEXT_OF_A_URI_FOR_A_NAME(
      "Names.aNameIsTheSameHoweverItsUriIsEncoded",
      "Names.aFolderShowsTheSameHoweverItsUriIsEncoded") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        String decoded(URI uri) {
          return uri.getRawPath();
        }

        @Override
        URI uri(String name) {
          return URI.create("memory://server" + name);
        }
      };
    }
  },

  DELETES_NOTHING(
      "Deleting.whatIsDeletedIsGoneAndItsSiblingsStay",
      "Deleting.deletingWhatAFolderShowsLeavesItsNeighbours") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void delete(Collection<URI> objects) {
          objects.forEach(this::name);
        }
      };
    }
  },
  DELETES_BY_STRING_PREFIX("Deleting.whatIsDeletedIsGoneAndItsSiblingsStay") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void delete(Collection<URI> objects) {
          for (String each : objects.stream().map(this::name).toList()) {
            memory.objects().keySet().removeIf(name -> name.startsWith(each));
          }
        }
      };
    }
  },
  DELETES_BY_FOLDER(
      "Deleting.whatIsDeletedIsGoneAndItsSiblingsStay",
      "Deleting.deletingWhatAFolderShowsLeavesItsNeighbours") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void delete(Collection<URI> objects) {
          for (String each : objects.stream().map(this::name).toList()) {
            String folder = each.substring(0, each.lastIndexOf('/'));
            memory.objects().keySet().removeIf(name -> name.startsWith(folder));
          }
        }
      };
    }
  },
  STOPS_DELETING_AT_AN_ABSENT_ONE("Deleting.whatIsNotThereIsNoError") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void delete(Collection<URI> objects) {
          for (String each : objects.stream().map(this::name).toList()) {
            if (memory.objects().remove(each) == null) {
              return;
            }
          }
        }
      };
    }
  },
  CANNOT_DELETE_AN_ABSENT_ONE("Deleting.whatIsNotThereIsNoError") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void delete(Collection<URI> objects) throws IOException {
          for (URI each : objects) {
            if (memory.objects().remove(name(each)) == null) {
              throw new NoSuchFileException(each.toString());
            }
          }
        }
      };
    }
  },
  CANNOT_DELETE_NONE("Deleting.whatIsNotThereIsNoError") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void delete(Collection<URI> objects) throws IOException {
          if (objects.isEmpty()) {
            throw new IOException("400, the request has no keys");
          }
          super.delete(objects);
        }
      };
    }
  },
  DELETES_A_THOUSAND_AT_MOST("Deleting.moreThanALargestPageIsDeletedInOneCall") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void delete(Collection<URI> objects) throws IOException {
          super.delete(objects.stream().limit(LARGEST_PAGE).toList());
        }
      };
    }
  },

  WRITES_IN_PLACE(
      "CutUploads.aSourceThatBreaksMidwayLeavesNothing",
      "CutUploads.aSourceThatBreaksMidwayChangesNothing",
      "CutUploads.whatIsBeingWrittenIsNotSeen",
      "CutUploads.anInterruptedWriterHasWrittenTheObjectOrNothing",
      "WithoutSync.aSourceThatBreaksMidwayChangesNothingWithoutSyncEither") {
    @Override
    ArtifactStore open(Memory memory) {
      return new WritesInPlace(memory);
    }
  },
  DELETES_BEFORE_IT_WRITES(
      "CutUploads.aSourceThatBreaksMidwayChangesNothing",
      "CutUploads.whatIsBeingWrittenIsNotSeen") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        byte[] read(URI object, Path content) throws IOException {
          memory.objects().remove(name(object));
          return super.read(object, content);
        }
      };
    }
  },
  LISTS_WHAT_IS_BEING_WRITTEN(
      "CutUploads.whatIsBeingWrittenIsNotSeen", "CutUploads.aSourceThatBreaksMidwayLeavesNothing") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        byte[] read(URI object, Path content) throws IOException {
          memory.write(name(object) + ".part", new byte[1]);
          byte[] whole = super.read(object, content);
          memory.objects().remove(name(object) + ".part");
          return whole;
        }
      };
    }
  },
  TAKES_A_SHORTER_SOURCE_FOR_WHOLE("CutUploads.aSourceThatBreaksMidwayLeavesNothing") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        byte[] read(URI object, Path content) throws IOException {
          try {
            return Files.readAllBytes(content);
          } catch (IOException e) {
            throw new IOException(object + " was not written", e);
          }
        }
      };
    }
  },
  SWALLOWS_INTERRUPTS("CutUploads.anInterruptedWriterHasWrittenTheObjectOrNothing") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        byte[] read(URI object, Path content) throws IOException {
          try {
            return super.read(object, content);
          } finally {
            Thread.interrupted();
          }
        }
      };
    }
  },

  HAS_A_CLOCK_THAT_GOES_BACK("Marks.aLaterWriteIsNotOlder") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        StoredObject stored(String name, Memory.Content content) {
          StoredObject stored = super.stored(name, content);
          return marked(
              stored,
              Instant.EPOCH.plus(
                  ChronoUnit.MILLIS.between(stored.modified(), Instant.EPOCH), ChronoUnit.MILLIS),
              stored.etag());
        }
      };
    }
  },
  KEEPS_THE_TIME_OF_THE_FIRST_WRITE("Marks.aLaterWriteIsNotOlder") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void put(URI object, byte[] content) throws IOException {
          Memory.Content old = memory.objects().get(name(object));
          super.put(object, content);
          if (old != null) {
            memory
                .objects()
                .computeIfPresent(
                    name(object),
                    (name, now) -> new Memory.Content(now.bytes(), old.modified(), now.etag()));
          }
        }
      };
    }
  },
  KEEPS_THE_TIME_OF_THE_SOURCE("Marks.theTimeOfAnObjectIsNotThatOfItsSource") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void put(URI object, Path content) throws IOException {
          super.put(object, content);
          Instant modified = Files.getLastModifiedTime(content).toInstant();
          memory
              .objects()
              .computeIfPresent(
                  name(object),
                  (name, now) -> new Memory.Content(now.bytes(), modified, now.etag()));
        }
      };
    }
  },
  TAKES_THE_SIZE_FOR_AN_ETAG("Marks.theEtagChangesWithTheContent") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        StoredObject stored(String name, Memory.Content content) {
          StoredObject stored = super.stored(name, content);
          return marked(stored, stored.modified(), "" + stored.bytes());
        }
      };
    }
  },
  TAKES_THE_SECOND_FOR_AN_ETAG("Marks.theEtagChangesWithTheContent") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        StoredObject stored(String name, Memory.Content content) {
          StoredObject stored = super.stored(name, content);
          return marked(stored, stored.modified(), "" + stored.modified().getEpochSecond());
        }
      };
    }
  },
  DRAWS_AN_ETAG_EACH_TIME("Marks.anObjectThatIsNotWrittenKeepsItsEtagAndItsTime") {
    @Override
    ArtifactStore open(Memory memory) {
      AtomicInteger etags = new AtomicInteger();
      return new MemoryStore(memory) {
        @Override
        StoredObject stored(String name, Memory.Content content) {
          StoredObject stored = super.stored(name, content);
          return marked(stored, stored.modified(), "etag-" + etags.incrementAndGet());
        }
      };
    }
  },

  SHOWS_HALF_OF_A_WRITE("AtOnce.aReaderSeesOneOfTheContentsThatAreWritten") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void put(URI object, byte[] content) throws IOException {
          if (content.length > 10_000) {
            super.put(object, Arrays.copyOf(content, content.length / 2));
            aMoment();
          }
          super.put(object, content);
        }
      };
    }
  },
  HAS_ONE_BUFFER_FOR_ALL_THREADS("AtOnce.threadsOfOneStoreDoNotDisturbEachOther") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        private volatile byte[] buffer;

        @Override
        public void put(URI object, Path content) throws IOException {
          String name = name(object);
          buffer = read(object, content);
          aMoment();
          memory.write(name, buffer);
        }
      };
    }
  },

  DELETES_A_FOLDER_AFTER_ITS_LAST_OBJECT("AtOnce.aFolderTakesAnObjectWhileItsLastOneIsDeleted") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public void delete(Collection<URI> objects) throws IOException {
          super.delete(objects);
          for (URI each : objects) {
            String folder = name(each).substring(0, name(each).lastIndexOf('/') + 1);
            if (page(folder, Optional.empty(), 1).objects().isEmpty()) {
              aMoment();
              memory.objects().keySet().removeIf(name -> name.startsWith(folder));
            }
          }
        }
      };
    }
  },

  SHOWS_LATER_WHAT_IS_NOT_SYNCED("WithoutSync.whatIsWrittenWithoutSyncIsThereAtOnceForEverybody") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public ArtifactStore withoutSync() {
          return new MemoryStore(new Memory());
        }
      };
    }
  },
  LOOKS_BEFORE_IT_CREATES_WITHOUT_SYNC("WithoutSync.ofOneWithAndOneWithoutSyncOneCreates") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public ArtifactStore withoutSync() {
          return new LooksBeforeItCreates(memory);
        }
      };
    }
  },
  WRITES_IN_PLACE_WITHOUT_SYNC(
      "WithoutSync.aSourceThatBreaksMidwayChangesNothingWithoutSyncEither") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public ArtifactStore withoutSync() {
          return new WritesInPlace(memory);
        }
      };
    }
  },

  NAMES_NO_ABSENT_OBJECT("Errors.anErrorNamesTheObject") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public InputStream get(URI object, long from) throws IOException {
          try {
            return super.get(object, from);
          } catch (NoSuchFileException e) {
            throw new NoSuchFileException("404");
          }
        }
      };
    }
  },
  NAMES_ONLY_THE_SOURCE("Errors.anErrorNamesTheObject") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        byte[] read(URI object, Path content) throws IOException {
          return super.read(URI.create("source:" + content.toUri().getRawPath()), content);
        }
      };
    }
  },
  TAKES_NO_ANSWER_FOR_NO_OBJECT("Errors.aServerThatDoesNotAnswerIsAnError") {
    @Override
    ArtifactStore unreachable() {
      return new NoAnswer() {
        @Override
        public Optional<StoredObject> head(URI object) {
          return Optional.empty();
        }
      };
    }
  },
  TAKES_NO_ANSWER_FOR_AN_EMPTY_FOLDER("Errors.aServerThatDoesNotAnswerIsAnError") {
    @Override
    ArtifactStore unreachable() {
      return new NoAnswer() {
        @Override
        public ObjectPage list(URI folder, Optional<String> after, int limit) {
          return new ObjectPage(List.of(), Optional.empty());
        }
      };
    }
  },
  TAKES_NO_ANSWER_FOR_A_LOST_RACE("Errors.aServerThatDoesNotAnswerIsAnError") {
    @Override
    ArtifactStore unreachable() {
      return new NoAnswer() {
        @Override
        public boolean putIfAbsent(URI object, byte[] content) {
          return false;
        }
      };
    }
  },
  TAKES_NO_ANSWER_FOR_NO_SUCH_FILE("Errors.aServerThatDoesNotAnswerIsAnError") {
    @Override
    ArtifactStore unreachable() {
      return new NoAnswer() {
        @Override
        public InputStream get(URI object, long from) throws IOException {
          throw new NoSuchFileException(object.toString());
        }
      };
    }
  },
  TAKES_NO_ANSWER_FOR_DONE("Errors.aServerThatDoesNotAnswerIsAnError") {
    @Override
    ArtifactStore unreachable() {
      return new NoAnswer() {
        @Override
        public void delete(Collection<URI> objects) {}
      };
    }
  },
  THROWS_WHAT_ITS_CLIENT_THROWS("Errors.aServerThatDoesNotAnswerIsAnError") {
    @Override
    ArtifactStore unreachable() {
      return new NoAnswer() {
        @Override
        public void put(URI object, byte[] content) {
          throw new UncheckedIOException(new IOException(object + ": the client gives up"));
        }
      };
    }
  },
  LISTS_WITHOUT_A_SLASH("Errors.aFolderIsListedByItsNameWithASlashOnly") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
          String text = folder.toString();
          return super.list(URI.create(text.endsWith("/") ? text : text + "/"), after, limit);
        }
      };
    }
  },
  TAKES_ANY_LIMIT("Errors.aPageOfNoneOrOfTooManyIsRefused") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
          return super.list(folder, after, Math.max(1, Math.min(limit, LARGEST_PAGE)));
        }
      };
    }
  },
  TAKES_ANY_POSITION("Errors.aPositionBelowNullIsRefused") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public InputStream get(URI object, long from) throws IOException {
          return super.get(object, Math.max(0, from));
        }
      };
    }
  },
  LOOKS_BEFORE_IT_REFUSES("Errors.aPositionBelowNullIsRefused") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        public InputStream get(URI object, long from) throws IOException {
          super.get(object, 0).close();
          return super.get(object, from);
        }
      };
    }
  },
  TAKES_ANY_NAME("Errors.whatIsNoNameOfAnObjectIsRefused") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        String name(URI object) {
          return decoded(object);
        }
      };
    }
  },
  FOLLOWS_DOTS("Errors.whatIsNoNameOfAnObjectIsRefused") {
    @Override
    ArtifactStore open(Memory memory) {
      return new MemoryStore(memory) {
        @Override
        String decoded(URI uri) {
          return uri.normalize().getPath();
        }
      };
    }
  };

  private static final int PART = 1 << 16;

  private final List<String> caughtBy;

  BrokenStore(String... caughtBy) {
    this.caughtBy = List.of(caughtBy);
  }

  @Override
  public List<String> caughtBy() {
    return caughtBy;
  }

  ArtifactStore open(Memory memory) {
    return new MemoryStore(memory);
  }

  ArtifactStore unreachable() {
    return new NoAnswer();
  }

  /** Creates what was not there a moment before. */
  private static final class LooksBeforeItCreates extends MemoryStore {
    LooksBeforeItCreates(Memory memory) {
      super(memory);
    }

    @Override
    public boolean putIfAbsent(URI object, byte[] content) throws IOException {
      if (head(object).isPresent()) {
        return false;
      }
      aMoment();
      put(object, content);
      return true;
    }
  }

  /** Shows what it has written of a file so far. */
  private static final class WritesInPlace extends MemoryStore {
    WritesInPlace(Memory memory) {
      super(memory);
    }

    @Override
    public void put(URI object, Path content) throws IOException {
      byte[] part = new byte[PART];
      int size = 0;
      byte[] written = {};
      try (InputStream source = Files.newInputStream(content)) {
        for (int read = source.read(part); read >= 0; read = source.read(part)) {
          written = Arrays.copyOf(written, size + read);
          System.arraycopy(part, 0, written, size, read);
          size += read;
          memory.write(name(object), written);
        }
      } catch (IOException e) {
        throw new IOException(object + " was not written", e);
      }
    }
  }

  /** Long enough for another thread to come between. */
  private static void aMoment() {
    LockSupport.parkNanos(1_000_000);
  }

  private static StoredObject marked(StoredObject object, Instant modified, String etag) {
    return new StoredObject(object.uri(), object.bytes(), modified, etag);
  }

  private static ObjectPage changed(ObjectPage page, UnaryOperator<StoredObject> change) {
    return new ObjectPage(page.objects().stream().map(change).toList(), page.next());
  }

  private static List<StoredObject> all(Memory memory, String prefix) throws IOException {
    return new ArrayList<>(
        new MemoryStore(memory).page(prefix, Optional.empty(), Integer.MAX_VALUE).objects());
  }

  /** A page of a list, from a number on; the number of the first on the next page is its name. */
  private static ObjectPage paged(List<StoredObject> all, int from, int limit) {
    int start = Math.min(from, all.size());
    int end = Math.min(start + limit, all.size());
    return new ObjectPage(
        all.subList(start, end),
        end < all.size() ? Optional.of(String.valueOf(end)) : Optional.empty());
  }
}
