// SPDX-License-Identifier: Apache-2.0
// Counts what a process waits for the disk with, in the first eight bytes of the file that SYNCS_FILE names.
// Stands before libc: cc -shared -fPIC -O2 -o syncs.so syncs.c -ldl; LD_PRELOAD=syncs.so SYNCS_FILE=... java ...
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static uint64_t uncounted;
static uint64_t *count = &uncounted;

__attribute__((constructor)) static void begin(void) {
  const char *name = getenv("SYNCS_FILE");
  int file = name ? open(name, O_RDWR) : -1;
  if (file < 0) {
    return;
  }
  void *shared = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (shared != MAP_FAILED) {
    count = shared;
  }
  close(file);
}

static void one_more(void) { __atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST); }

int fsync(int file) {
  one_more();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file) {
  one_more();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}

int syncfs(int file) {
  one_more();
  return ((int (*)(int))dlsym(RTLD_NEXT, "syncfs"))(file);
}

void sync(void) {
  one_more();
  ((void (*)(void))dlsym(RTLD_NEXT, "sync"))();
}

int msync(void *start, size_t length, int flags) {
  if (flags & MS_SYNC) {
    one_more();
  }
  return ((int (*)(void *, size_t, int))dlsym(RTLD_NEXT, "msync"))(start, length, flags);
}
