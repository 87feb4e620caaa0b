// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.util.List;

/** What may be wrong with an operator: the ways in which operators of others have been wrong. */
enum BrokenOperator implements BrokenVariant {
  INFO_CHANGES("Description.aFlavorSaysTheSameOfItselfEachTime"),
  INFO_LACKS_STORES("Description.aFlavorIsDescribedInFull"),
  INFO_HAS_THE_PLATFORMS_WORD_OF_A_GPU("Description.aFlavorIsDescribedInFull"),
  INFO_GOES_BY_A_SETTING_THAT_IS_NOT_THERE("Description.aFlavorIsDescribedInFull"),
  ENDPOINT_MEANS_SOMETHING_ELSE("Description.aSettingWithOneMeaningIsDeclaredAsEverywhere"),
  OPENS_WITH_A_CALL("Description.openingAnOperatorAsksNobody"),
  CHECK_SAYS_NOTHING("Description.aCheckSaysEachThingInALineAndMakesNoJob"),
  CHECK_REPORTS_IN_AN_ORDER_OF_ITS_OWN("Description.aCheckSaysEachThingInALineAndMakesNoJob"),
  CLOSE_CANCELS("Description.closingAnOperatorLeavesItsJobsRunning"),
  CLOSE_LEAVES_A_THREAD("Description.anOperatorThatIsClosedLeavesNoThread"),

  REQUEST_TELLS_THE_TIME("Request.equalOrdersGiveEqualRequests"),
  REQUEST_WITHOUT_KEY("Request.aRequestNamesItsAttempt"),
  NAMES_A_FILE_THAT_IT_DOES_NOT_HAVE("Request.aFileThatARequestNamesIsAmongItsFiles"),
  RENDER_ASKS("Request.renderingAsksNobodyAndSubmitsNothing"),
  IGNORES_GPUS("Request.whatAnOperatorCanGiveIsInItsRequest"),
  DROPS_WHAT_IT_CANNOT_GIVE("Request.whatAnOperatorCannotGiveIsRefusedAndNothingIsSubmitted"),
  ALLOWS_RESTARTS("Request.aSettingThatLetsThePlatformStartAJobAgainIsRefused"),
  LIMIT_IS_TOO_HIGH("Request.anOrderAtTheLimitsThatAreDeclaredIsAccepted"),
  LABELS_ARE_OUTRIDERS_ONLY("Request.everyLabelIsOnTheJob"),

  NEVER_SUBMITS("Submitting.aStepIsRunAndItsEndIsTold"),
  TOKEN_IS_NEW_EACH_TIME("Submitting.submittedTwiceItIsOneJob"),
  SENDS_WITHOUT_ASKING("Submitting.aCallerThatHasLostTheRunMakesNoJob"),
  LOOKS_THEN_SUBMITS("Submitting.submittedByTwoAtOnceItIsOneJob"),
  SUBMITS_ANEW_AFTER_THE_END("Submitting.submittedAgainAfterItsEndItIsTheOldJob"),
  SUBMIT_TELLS_ITS_OWN_REQUEST(
      "Submitting.aJobOfAnotherRequestIsReturnedWithItsOwnHashAndNoSecondOneIsMade"),
  TOKEN_IS_OF_THE_STEP("Submitting.twoAttemptsOfOneStepAreTwoJobs"),
  TOKEN_IS_CUT("Submitting.keysAtTheirLengthLimitAreToldApartByTheirLastCharacter"),
  RETRIES_WITHOUT_THE_TOKEN("Submitting.aReplyThatIsLostAfterTheJobWasMadeMakesNoSecondOne"),
  ERROR_IS_A_REFUSAL("Submitting.anErrorAfterTheJobWasMadeMakesNoSecondOne"),
  CUT_REPLY_IS_A_REFUSAL("Submitting.aReplyThatIsCutMakesNoSecondJob"),
  TIMEOUT_IS_A_REFUSAL("Submitting.aReplyThatNeverComesMakesNoSecondJob"),
  GARBAGE_IS_AN_ID("Submitting.aPageOfAProxyInsteadOfAReplyIsNoAnswer"),
  LOST_REQUEST_IS_A_JOB("Submitting.aRequestThatIsLostCanBeSentAgain"),
  EVERY_REFUSAL_IS_THE_PLATFORMS("Submitting.whatThePlatformRefusesIsNotAcceptedAndItsKindIsTold"),
  NOT_READY_IS_A_REFUSAL("Submitting.aPlatformThatIsGettingReadyHasNoJobAndTakesItLater"),
  SUBMITS_TO_WHAT_IS_NOT_READY("Submitting.aPlatformThatIsGettingReadyHasNoJobAndTakesItLater"),
  BUSY_IS_A_MISTAKE("Submitting.aPlatformThatIsBusyIsNoMistakeOfTheUsers"),
  SUBMIT_SWALLOWS_INTERRUPT(
      "Submitting.anInterruptedSubmissionKeepsTheInterruptAndMakesNoSecondJob"),
  WHAT_CANNOT_BE_SENT_IS_UNKNOWN("Submitting.anOrderThatCannotBeSentWasSurelyNotSent"),
  FINDS_THE_LAUNCH("Submitting.aJobThatThePlatformStartsTwiceIsOneJob"),

  FIND_KNOWS_ITS_OWN("Finding.aJobWhoseHandleWasLostIsFoundOrSaidToBeUnknown"),
  FINDS_WITHOUT_THE_REQUEST("Finding.aJobIsFoundWithTheHashOfItsRequest"),
  FIND_NEVER_KNOWS("Finding.whatWasNeverSubmittedIsNotThere"),
  FINDS_WHAT_RUNS("Finding.aJobIsFoundWhateverHasBecomeOfIt"),
  FINDS_BY_PREFIX("Finding.aKeyThatBeginsLikeAnotherIsAnother"),
  FIND_TAKES_ERRORS_FOR_ANSWERS("Finding.whenThePlatformCannotBeAskedNothingIsConcluded"),
  FIND_READS_A_DAMAGED_FOLDER_AS_AN_EMPTY_ONE(
      "Finding.whereTheWorkFolderCannotBeReadNothingIsConcluded"),
  NEITHER_TOKEN_NOR_SETTLING("Finding.aListThatLagsMakesNoSecondJob"),
  READS_ONE_PAGE("Finding.aJobIsFoundAmongManyOthers"),

  QUEUED_IS_RUNNING("Following.aJobThatWaitsForAPlaceIsQueued"),
  RUNNING_HAS_A_WORD("Following.aJobThatRunsIsRunning"),
  FAILS_WITHOUT_A_REASON("Following.aStepThatFailsHasFailedForAReason"),
  TRUSTS_THE_RESULT("Following.aResultWithoutSuccessIsNoSuccess"),
  WAITS_FOR_A_RESULT("Following.successWithoutAResultIsThePlatformsWord"),
  READS_LATE_RESULTS("Following.whatIsWrittenAfterTheEndChangesNoStatus"),
  ERROR_HAS_FAILED("Following.anErrorWhileAskingIsNoAnswer"),
  STATUS_READS_A_DAMAGED_FOLDER_AS_AN_EMPTY_ONE("Following.aWorkFolderThatCannotBeReadIsNoEnd"),
  THROTTLED_HAS_FAILED("Following.beingThrottledIsNoAnswer"),
  MISSING_HAS_FAILED("Following.aJobThatIsNotInTheListYetHasNotEnded"),
  FORGOTTEN_RUNS_ON("Following.aJobThatThePlatformHasForgottenIsLost"),
  LOST_AFTER_ONE_LIST("Following.lostTakesTwoListsAndOneLook"),
  UNKNOWN_WORD_HAS_FAILED("Following.aWordThatNobodyKnowsIsNoFailure"),
  LOST_MACHINE_IS_THE_STEPS("Following.aMachineThatWasTakenAwayIsNoFailureOfTheStep"),
  ASKS_FOR_EACH_JOB("Following.manyJobsAreAskedForTogether"),
  KNOWS_ITS_OWN_JOBS("Following.everyInstanceAndThreadIsToldTheSame"),
  LOOKS_BY_THREADS("Following.waitingTakesNoThreads"),
  READS_ANY_HANDLE("Following.aHandleThatCannotBeReadIsNamedAndNothingIsDone"),
  HANDLE_HAS_THE_ORDER("Following.aHandleIsSmallAndIsReadFromItsText"),
  STATUS_SWALLOWS_INTERRUPT("Following.anInterruptWhileAskingIsKept"),

  CANNOT_CANCEL_BUT_SAYS_NOTHING("Cancelling.aJobThatIsCancelledEndsAndNothingOfItRuns"),
  CANCEL_IS_TAKEN_FOR_THE_END("Cancelling.aJobThatIsCancelledEndsAndNothingOfItRuns"),
  CANCELS_RUNNING_JOBS_ONLY("Cancelling.aJobThatIsCancelledBeforeItStartsNeverStarts"),
  STOPPING_IS_CANCELLED("Cancelling.aJobThatTakesItsTimeToEndIsNotCancelledYet"),
  SECOND_CANCEL_FAILS("Cancelling.aSecondCancelDoesNoHarm"),
  CANCEL_WINS_OVER_THE_END("Cancelling.aCancelAfterTheEndChangesNothing"),
  CANCEL_SWALLOWS_REFUSALS("Cancelling.aCancelThatIsRefusedIsToldAndTheJobRunsOn"),
  LOST_CANCEL_BREAKS_OFF("Cancelling.aCancelWhoseReplyIsLostCanBeAskedAgain"),
  CANCELS_BY_PREFIX("Cancelling.oneJobIsCancelledAndNoOther"),
  SUBMITS_ANEW_AFTER_A_CANCEL("Cancelling.aCancelledAttemptIsNotSubmittedAnew"),
  CANCEL_IGNORES_AN_INTERRUPT("Cancelling.aCancelDuringAShutdownIsDoneOrSaysThatItIsNot"),

  RELEASE_CANCELS_JOBS("Releasing.aReleaseTouchesNothingThatWasNotMadeForItsRun"),
  RELEASE_OF_NOTHING_FAILS("Releasing.aReleaseTouchesNothingThatWasNotMadeForItsRun"),
  CLUSTERS_ARE_NOT_DECLARED("Releasing.whatIsMadeForARunIsDeclaredAndIsGoneAfterItsRelease"),
  SAYS_IT_KEEPS_NOTHING("Releasing.whatIsMadeForARunIsDeclaredAndIsGoneAfterItsRelease"),
  RELEASE_DOES_NOTHING("Releasing.whatIsMadeForARunIsDeclaredAndIsGoneAfterItsRelease"),
  FIND_MAKES_A_CLUSTER("Releasing.neitherACheckNorARequestMakesACluster"),
  CLUSTER_FOR_EACH_ATTEMPT("Releasing.theStepsOfARunShareOneCluster"),
  LOOKS_THEN_MAKES("Releasing.stepsThatAreSubmittedAtOnceShareOneCluster"),
  MAKES_AGAIN_WITHOUT_THE_TOKEN("Releasing.anAnswerThatIsLostMakesNoSecondCluster"),
  RELEASES_WHAT_WAS_ANSWERED("Releasing.aClusterOfWhichNothingIsKnownButTheRequestIsGoneToo"),
  TRUSTS_A_LATE_LIST("Releasing.aListThatLagsHidesNoCluster"),
  RELEASES_ITS_OWN("Releasing.anotherInstanceReleasesAfterARestart"),
  RELEASE_SPARES_RUNNING_JOBS("Releasing.aJobThatStillRunsEndsWithItsCluster"),
  RELEASES_EVERY_RUN(
      "Releasing.aReleaseTouchesNothingThatWasNotMadeForItsRun",
      "Releasing.oneRunIsReleasedAndNoOther"),
  SECOND_RELEASE_FAILS("Releasing.aSecondReleaseDoesNoHarm"),
  MAKES_A_CLUSTER_FIRST("Releasing.submittedAgainAfterTheReleaseItIsTheOldJobAndMakesNoCluster"),
  RELEASE_SWALLOWS_ERRORS(
      "Releasing.whereThePlatformCannotBeReachedTheReleaseSaysSoAndIsDoneByTheNext"),
  RELEASE_SWALLOWS_REFUSALS("Releasing.aReleaseThatIsRefusedIsToldAndIsDoneByTheNext"),
  LOST_RELEASE_BREAKS_OFF("Releasing.aReleaseWhoseReplyIsLostCanBeAskedAgain"),
  RELEASE_SWALLOWS_INTERRUPT("Releasing.aReleaseDuringAShutdownIsDoneOrSaysThatItIsNot"),
  RELEASE_IGNORES_AN_INTERRUPT("Releasing.aReleaseDuringAShutdownIsDoneOrSaysThatItIsNot"),

  PAGES_OVERLAP("Logs.everyLineIsThereOnceAndInOrder"),
  LOST_LINES_ARE_NOT_SAID("Logs.everyLineIsThereOnceAndInOrder"),
  LOG_COMES_AT_THE_END("Logs.aRunningJobsLogIsReadWhileItRuns"),
  LOG_OF_SUCCESS_ALONE("Logs.theLogOfAFailedJobEndsWithItsLastLine"),
  LOG_NEEDS_A_START("Logs.theLogOfAJobThatNeverStartedIsEmpty"),
  LONG_LINES_ARE_LEFT_OUT("Logs.aVeryLongLineHidesNoOther"),
  LOG_ERROR_IS_AN_EMPTY_LOG("Logs.aLogThatCannotBeReadNowIsReadLaterFromTheSamePlace"),

  TOKEN_IN_REQUEST("Secrets.aSecretSettingIsNowhere"),
  TOKEN_IN_FILE("Secrets.aSecretSettingIsNowhere"),
  TOKEN_IN_HANDLE("Secrets.aSecretSettingIsNowhere"),
  TOKEN_IN_CHECK("Secrets.aSecretSettingIsNowhere", "Secrets.aSecretIsInNoException"),
  TOKEN_IN_MESSAGES("Secrets.aSecretIsInNoException"),
  CONF_IS_SHOWN("Secrets.aPropertyThatLooksSecretIsHiddenOrRefused");

  private final List<String> caughtBy;

  BrokenOperator(String... caughtBy) {
    this.caughtBy = List.of(caughtBy);
  }

  @Override
  public List<String> caughtBy() {
    return caughtBy;
  }
}
