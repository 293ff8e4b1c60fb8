package dev.rollstream.pretext;

/**
 * A turn of a conversation that comes before a prompt, such as a system message.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content its text
 */
public record Turn(String role, String content) {}
