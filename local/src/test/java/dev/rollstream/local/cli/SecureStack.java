package dev.rollstream.local.cli;

import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.server.KafkaSchemaStore;
import dev.rollstream.avro.registry.server.RegistryServer;
import dev.rollstream.local.cluster.LocalKafka;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker and a registry that ask everybody who they are, over TLS, and a settings file for each role, no two alike: passwords by SCRAM
 * and PLAIN, a bearer token, a client's certificate (the registry's too); in the file itself, in another file, in the environment, in an
 * address. Nobody but the administrator has a right on the broker at first.
 */
final class SecureStack implements AutoCloseable {
    static final String PREFIX = "lab.";
    static final String SCORER_PASSWORD = "SCORER_PASSWORD";

    private static final String SECURITY = "org.apache.kafka.common.security.";
    private static final String SCRAM = SECURITY + "scram.ScramLoginModule required ";
    private static final String PLAIN = SECURITY + "plain.PlainLoginModule required ";
    private static final String OAUTH = SECURITY + "oauthbearer.OAuthBearerLoginModule required;";
    private static final String ALLOWED = "org.apache.kafka.sasl.oauthbearer.allowed.";
    private static final String PROVIDERS = "org.apache.kafka.common.config.provider.";

    private final Path folder;
    private final Map<String, String> secrets = new TreeMap<>();
    private final KeyStores keys;
    private final Path keySet;
    private final Path token;
    private final LocalKafka kafka;
    private final int mutualPort = freePort();
    private final RegistryServer registry;
    private final GuardedRegistry gate;
    private final GuardedRegistry mutualGate;

    SecureStack(Path folder) throws Exception {
        this.folder = folder;
        for (String name : List.of(
                "stores",
                "admin",
                "tasks",
                "scorer",
                "learner",
                "watcher",
                "auditor",
                "registry-password",
                "registry-token")) {
            secrets.put(name, UUID.randomUUID().toString());
        }
        keys = new KeyStores(folder, secrets.get("stores"));
        Stream.of("broker", "registry", "aggregator").forEach(keys::make);
        TokenIssuer issuer = new TokenIssuer();
        keySet = Files.writeString(folder.resolve("keys.json"), issuer.keySet());
        token = Files.writeString(folder.resolve("token"), issuer.token("worker"));
        secrets.put("token", Files.readString(token));
        System.setProperty(ALLOWED + "urls", keySet.toUri() + "," + token.toUri());
        System.setProperty(ALLOWED + "files", keySet + "," + token);
        kafka = LocalKafka.start(broker());
        Map<String, Object> administrator = new HashMap<>(plain("admin"));
        createUsers(administrator);
        registry = RegistryServer.start(
                new LocalRegistry(KafkaSchemaStore.open(administrator, "_schemas", (short) 1), "registry"),
                RegistryServer.Options.loopback(0));
        gate = GuardedRegistry.askingForHeaders(
                keys.serverContext("registry"),
                registry.url(),
                Set.of(
                        "Basic " + base64("stream:" + secrets.get("registry-password")),
                        "Bearer " + secrets.get("registry-token")));
        mutualGate = GuardedRegistry.askingForCertificates(
                keys.serverContext("registry", "aggregator"), registry.url(), Set.of("CN=aggregator"));
        writeSettings();
    }

    private LocalKafkaOptions broker() throws IOException {
        String sasl = "listener.name.plaintext.";
        return LocalKafkaOptions.temporary()
                .listening("MUTUAL", mutualPort)
                .with("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,MUTUAL:SSL,CONTROLLER:PLAINTEXT")
                .with("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512,OAUTHBEARER")
                .with("sasl.mechanism.inter.broker.protocol", "PLAIN")
                .with(
                        sasl + "plain.sasl.jaas.config",
                        PLAIN + "username=\"admin\" password=\"" + secrets.get("admin") + "\" user_admin=\""
                                + secrets.get("admin") + "\" user_auditor=\"" + secrets.get("auditor")
                                + "\" user_watcher=\"" + secrets.get("watcher") + "\";")
                .with(sasl + "scram-sha-512.sasl.jaas.config", SCRAM + ";")
                .with(sasl + "oauthbearer.sasl.jaas.config", OAUTH)
                .with(
                        sasl + "oauthbearer.sasl.server.callback.handler.class",
                        SECURITY + "oauthbearer.OAuthBearerValidatorCallbackHandler")
                .with("sasl.oauthbearer.jwks.endpoint.url", keySet.toUri().toString())
                .with("sasl.oauthbearer.expected.audience", TokenIssuer.AUDIENCE)
                .with("sasl.oauthbearer.expected.issuer", TokenIssuer.ISSUER)
                .with("ssl.keystore.type", "PKCS12")
                .with("ssl.keystore.location", keys.store("broker").toString())
                .with("ssl.keystore.password", keys.password())
                .with("ssl.truststore.type", "PEM")
                .with(
                        "ssl.truststore.location",
                        keys.certificates("broker", "aggregator").toString())
                .with("listener.name.mutual.ssl.client.auth", "required")
                .with("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                // the controller's own listener, which the broker alone uses here, knows no names
                .with("super.users", "User:admin;User:ANONYMOUS");
    }

    private void createUsers(Map<String, Object> administrator) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(administrator)) {
            List<UserScramCredentialAlteration> users = new ArrayList<>();
            for (String user : List.of("tasks", "scorer", "learner")) {
                users.add(new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096), secrets.get(user)));
            }
            admin.alterUserScramCredentials(users).all().get();
        }
    }

    private void writeSettings() throws IOException {
        Path elsewhere = folder.resolve("elsewhere.properties");
        store(elsewhere, secrets);
        String fromFile = "${file:" + elsewhere + ":";
        Map<String, String> basic = Map.of(
                "basic.auth.credentials.source",
                "USER_INFO",
                "basic.auth.user.info",
                "stream:" + secrets.get("registry-password"));
        Map<String, String> bearer = Map.of(
                "bearer.auth.credentials.source",
                "STATIC_TOKEN",
                "schema.registry.bearer.auth.token",
                secrets.get("registry-token"));

        settings("admin", plain("admin"), basic);
        settings("auditor", plain("auditor"), basic);
        settings("watcher", plain("watcher"), bearer);
        settings(
                "tasks",
                scram("tasks", fromFile + "tasks}"),
                provider("file", "FileConfigProvider"),
                Map.of(
                        "basic.auth.credentials.source",
                        "USER_INFO",
                        "basic.auth.user.info",
                        "stream:" + fromFile + "registry-password}"));
        settings("worker", oauth(), provider("file", "FileConfigProvider"), bearer);
        settings(
                "scorer",
                scram("scorer", "${env:" + SCORER_PASSWORD + "}"),
                provider("env", "EnvVarConfigProvider"),
                basic);
        Map<String, String> mutual = mutual(fromFile + "stores}");
        settings(
                "aggregator",
                mutual,
                provider("file", "FileConfigProvider"),
                Map.of("schema.registry.url", mutualGate.url()),
                Map.of(
                        "schema.registry.ssl.keystore.type",
                        "PKCS12",
                        "schema.registry.ssl.keystore.location",
                        keys.store("aggregator").toString(),
                        "schema.registry.ssl.keystore.password",
                        fromFile + "stores}"));
        settings(
                "nameless",
                mutual,
                provider("file", "FileConfigProvider"),
                Map.of("schema.registry.url", mutualGate.url()));
        settings(
                "learner",
                scram("learner", secrets.get("learner")),
                Map.of(
                        "schema.registry.url",
                        gate.url().replace("//", "//stream:" + secrets.get("registry-password") + "@")));
    }

    @SafeVarargs
    private void settings(String who, Map<String, String>... parts) throws IOException {
        Map<String, String> all = new TreeMap<>(Map.of(
                "schema.registry.url",
                gate.url(),
                "schema.registry.ssl.truststore.type",
                "PEM",
                "schema.registry.ssl.truststore.location",
                keys.certificate("registry").toString()));
        for (Map<String, String> part : parts) {
            all.putAll(part);
        }
        store(file(who), all);
    }

    private static void store(Path file, Map<String, String> settings) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
    }

    private Map<String, String> overTls(String protocol, int port) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "security.protocol",
                protocol,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                keys.certificate("broker").toString()));
    }

    private Map<String, String> sasl(String mechanism, String login) {
        Map<String, String> settings = overTls("SASL_SSL", kafka.port());
        settings.put("sasl.mechanism", mechanism);
        settings.put("sasl.jaas.config", login);
        return settings;
    }

    private Map<String, String> plain(String user) {
        return sasl("PLAIN", PLAIN + "username=\"" + user + "\" password=\"" + secrets.get(user) + "\";");
    }

    private Map<String, String> scram(String user, String password) {
        return sasl("SCRAM-SHA-512", SCRAM + "username=\"" + user + "\" password=\"" + password + "\";");
    }

    private Map<String, String> oauth() {
        Map<String, String> settings = sasl("OAUTHBEARER", OAUTH);
        settings.put("sasl.login.callback.handler.class", SECURITY + "oauthbearer.OAuthBearerLoginCallbackHandler");
        settings.put("sasl.oauthbearer.token.endpoint.url", token.toUri().toString());
        return settings;
    }

    private Map<String, String> mutual(String password) {
        Map<String, String> settings = overTls("SSL", mutualPort);
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", keys.store("aggregator").toString());
        settings.put("ssl.keystore.password", password);
        return settings;
    }

    private static Map<String, String> provider(String name, String className) {
        return Map.of("config.providers", name, "config.providers." + name + ".class", PROVIDERS + className);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** Where somebody's settings are. */
    Path file(String who) {
        return folder.resolve(who + ".properties");
    }

    /** Somebody's settings for a bare client; what stands in the environment of another process is put in. */
    Map<String, String> clientSettings(String who) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file(who))) {
            properties.load(reader);
        }
        Map<String, String> settings = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            String value = properties.getProperty(name);
            settings.put(name, value.replace("${env:" + SCORER_PASSWORD + "}", secrets.get("scorer")));
        }
        return settings;
    }

    /** A command's arguments as somebody gives them. */
    String[] as(String who, String... args) {
        Stream<String> connection = Stream.of("--config", file(who).toString(), "--prefix", PREFIX, "--verbose");
        return Stream.concat(Stream.of(args), connection).toArray(String[]::new);
    }

    String password(String who) {
        return secrets.get(who);
    }

    /** Everything that nobody must see. */
    List<String> secrets() {
        return List.copyOf(secrets.values());
    }

    /** How many ways of logging in the registry has seen. */
    int waysIntoTheRegistry() {
        return gate.used().size() + mutualGate.used().size();
    }

    @Override
    public void close() {
        mutualGate.close();
        gate.close();
        registry.close();
        kafka.close();
        System.clearProperty(ALLOWED + "urls");
        System.clearProperty(ALLOWED + "files");
    }
}
