package dev.rollstream.local.report;

import java.util.List;

/**
 * Everything on the page.
 *
 * @param runs runs that are looked at
 * @param figures folded figures
 * @param charts charts of them
 * @param drawable whether charts can be drawn on this machine
 * @param examples groups shown whole
 */
record ReportContent(List<String> runs, RunFigures figures, Charts charts, boolean drawable, List<Example> examples) {
    /** Copies the lists. */
    ReportContent {
        runs = List.copyOf(runs);
        examples = List.copyOf(examples);
    }
}
