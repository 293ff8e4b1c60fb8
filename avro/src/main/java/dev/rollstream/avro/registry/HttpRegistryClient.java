package dev.rollstream.avro.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollstream.avro.registry.RegistryTransport.Call;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;

/**
 * A client of a registry's REST API. Ids, GUIDs and registrations are remembered for good, unknown ones for a short time;
 * everything else is asked each time. Schemas that other programs registered may refer to further subjects; those are fetched
 * with them.
 */
public final class HttpRegistryClient implements RegistryClient {
    private static final int MAX_REFERENCES = 100;

    private record Registration(String subject, Schema schema, boolean normalize) {}

    private final ObjectMapper json = new ObjectMapper();
    private final RegistryTransport transport;
    private final SingleFlightCache<Integer, Schema> byId;
    private final SingleFlightCache<UUID, Schema> byGuid;
    private final SingleFlightCache<Registration, Integer> registered;
    private final SingleFlightCache<Registration, Integer> lookedUp;

    /** A client for the addresses of a configuration. Opens no connection yet. */
    public HttpRegistryClient(RegistryConfig config) {
        this(config, System::nanoTime);
    }

    HttpRegistryClient(RegistryConfig config, LongSupplier nanoClock) {
        Duration unknownTtl = config.retries().unknownTtl();
        transport = new RegistryTransport(config, nanoClock);
        byId = new SingleFlightCache<>(unknownTtl, nanoClock);
        byGuid = new SingleFlightCache<>(unknownTtl, nanoClock);
        registered = new SingleFlightCache<>(Duration.ZERO, nanoClock);
        lookedUp = new SingleFlightCache<>(unknownTtl, nanoClock);
    }

    @Override
    public int register(String subject, Schema schema, boolean normalize) {
        return registered.get(new Registration(subject, schema, normalize), key -> {
            String path = "/subjects/" + encode(subject) + "/versions?normalize=" + normalize;
            return number(post(path, schema), "id");
        });
    }

    @Override
    public int lookup(String subject, Schema schema, boolean normalize) {
        return lookedUp.get(new Registration(subject, schema, normalize), key -> {
            String path = "/subjects/" + encode(subject) + "?normalize=" + normalize;
            return number(post(path, schema), "id");
        });
    }

    @Override
    public Schema schemaById(int id) {
        return byId.get(id, key -> parse(get("/schemas/ids/" + id), "schema id " + id));
    }

    @Override
    public Schema schemaByGuid(UUID guid) {
        return byGuid.get(guid, key -> parse(get("/schemas/guids/" + guid), "schema GUID " + guid));
    }

    @Override
    public SubjectVersion latest(String subject) {
        JsonNode answer = get("/subjects/" + encode(subject) + "/versions/latest");
        return new SubjectVersion(
                subject, number(answer, "version"), number(answer, "id"), parse(answer, "subject " + subject));
    }

    @Override
    public List<String> subjects() {
        List<String> names = new ArrayList<>();
        get("/subjects").forEach(name -> names.add(name.asText()));
        return names;
    }

    @Override
    public List<Integer> versions(String subject) {
        List<Integer> numbers = new ArrayList<>();
        get("/subjects/" + encode(subject) + "/versions").forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
        try {
            JsonNode answer = post("/compatibility/subjects/" + encode(subject) + "/versions?verbose=true", schema);
            if (answer.path("is_compatible").asBoolean(false)) {
                return List.of();
            }
            List<String> problems = new ArrayList<>();
            answer.path("messages").forEach(problem -> problems.add(problem.asText()));
            return problems.isEmpty() ? List.of("the registry says incompatible and gives no reason") : problems;
        } catch (RegistryException e) {
            if (e.errorCode() == RegistryException.SUBJECT_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public CompatibilityLevel globalLevel() {
        return level(get("/config"));
    }

    @Override
    public void setGlobalLevel(CompatibilityLevel level) {
        transport.send(new Call("PUT", "/config", levelBody(level)));
    }

    @Override
    public Optional<CompatibilityLevel> level(String subject) {
        try {
            return Optional.of(level(get("/config/" + encode(subject))));
        } catch (RegistryException e) {
            if (e.httpStatus() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void setLevel(String subject, CompatibilityLevel level) {
        transport.send(new Call("PUT", "/config/" + encode(subject), levelBody(level)));
    }

    @Override
    public String describe() {
        return String.join(", ", transport.urls());
    }

    @Override
    public void close() {
        // java.net.http's client ends its own threads once nothing refers to it
    }

    private JsonNode get(String path) {
        return transport.send(new Call("GET", path, null));
    }

    private JsonNode post(String path, Schema schema) {
        ObjectNode body = json.createObjectNode().put("schema", schema.toString());
        return transport.send(new Call("POST", path, body.toString()));
    }

    private String levelBody(CompatibilityLevel level) {
        return json.createObjectNode().put("compatibility", level.name()).toString();
    }

    private static CompatibilityLevel level(JsonNode answer) {
        return CompatibilityLevel.parse(answer.path("compatibilityLevel").asText());
    }

    private int number(JsonNode answer, String field) {
        if (!answer.path(field).isInt()) {
            throw new RegistryUnavailableException(
                    transport.urls(), "an answer has no number '" + field + "': not a schema registry", null);
        }
        return answer.path(field).intValue();
    }

    private Schema parse(JsonNode answer, String what) {
        Schema.Parser parser = new Schema.Parser();
        parseReferences(answer, parser, new ArrayList<>());
        return parseOne(answer, what, parser);
    }

    private Schema parseOne(JsonNode answer, String what, Schema.Parser parser) {
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw RegistryException.of(RegistryException.INVALID_SCHEMA, what + " is of type " + type + ", not AVRO");
        }
        return SchemaText.parseLeniently(answer.path("schema").asText(), parser);
    }

    private void parseReferences(JsonNode answer, Schema.Parser parser, List<String> seen) {
        for (JsonNode reference : answer.path("references")) {
            String path = "/subjects/" + encode(reference.path("subject").asText()) + "/versions/"
                    + reference.path("version").asInt();
            if (seen.contains(path)) {
                continue;
            }
            if (seen.size() >= MAX_REFERENCES) {
                throw RegistryException.of(
                        RegistryException.INVALID_SCHEMA, "a schema refers to more than " + MAX_REFERENCES + " others");
            }
            seen.add(path);
            JsonNode referred = get(path);
            parseReferences(referred, parser, seen);
            parseOne(referred, path, parser);
        }
    }

    private static String encode(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
