package dev.rollstream.local.cli;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.local.demo.DemoView;
import dev.rollstream.local.ui.UiOptions;
import dev.rollstream.local.ui.UiServer;
import dev.rollstream.runtime.StageConfig;
import java.util.List;

/** A demo that can be looked at in a browser too, as long as it runs. It is the visitor's own machine: answers are told. */
final class DemoPage implements DemoView {
    private final DemoView view;
    private final int port;

    /**
     * A view with a page beside it.
     *
     * @param view where else the demo shows how it goes
     * @param port of the page; 0 takes a free one
     */
    DemoPage(DemoView view, int port) {
        this.view = view;
        this.port = port;
    }

    @Override
    public Watching watch(StageConfig config, RegistryClient registry) {
        UiServer server = new UiServer(config, registry, UiOptions.ownMachine(port));
        view.step("the page of this demo is at " + server.url() + " as long as it runs");
        return server::close;
    }

    @Override
    public void step(String what) {
        view.step(what);
    }

    @Override
    public void update(List<Bar> bars, List<String> notes) {
        view.update(bars, notes);
    }

    @Override
    public void close() {
        view.close();
    }
}
