package dev.rollstream.local.life;

/**
 * One record of a group.
 *
 * @param timeMs the record's time, milliseconds since the epoch
 * @param where topic without prefix, partition and offset
 * @param what a sentence about it
 */
public record LifeEvent(long timeMs, String where, String what) {}
