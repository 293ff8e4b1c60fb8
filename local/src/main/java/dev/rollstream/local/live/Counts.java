package dev.rollstream.local.live;

/**
 * What has come through each stage so far.
 *
 * @param opened groups that the scorer opened
 * @param rollouts rollouts that workers wrote, repeated ones too
 * @param scored slots that were scored, or found to have no score
 * @param ended terminal records
 * @param used groups that learners are done with
 */
record Counts(long opened, long rollouts, long scored, long ended, long used) {}
