package dev.rollstream.local.course;

import dev.rollstream.pretext.Draw;
import dev.rollstream.pretext.EmptyDraw;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.SampleRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes turns among runs: sequence n is that of run n modulo their number, so that any stretch has as much of each. */
final class TaskRotation implements SampleRun {
    private final List<SampleRun> runs;

    TaskRotation(List<? extends SampleRun> runs) {
        this.runs = List.copyOf(runs);
    }

    @Override
    public Draw at(long sequence) {
        Draw draw = runs.get((int) (sequence % runs.size())).at(sequence / runs.size());
        return draw instanceof GeneratedSample generated
                ? new GeneratedSample(sequence, generated.sample(), generated.skips())
                : new EmptyDraw(sequence, draw.skips());
    }

    @Override
    public Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            String turn = "turn " + i + " ";
            runs.get(i).identity().forEach((name, value) -> identity.put(turn + name, value));
        }
        return identity;
    }
}
