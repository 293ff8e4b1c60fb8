package dev.rollstream.local.cli;

/** Names that come from records or clusters, made fit for a terminal. */
final class Text {
    private Text() {}

    /** A name without anything that moves the cursor, cut where it is too long; a dash for none. */
    static String clean(String name, int length) {
        String clean = name.isEmpty() ? "-" : name.replaceAll("\\p{C}", "?");
        return clean.length() <= length ? clean : clean.substring(0, length - 1) + "~";
    }
}
