package dev.rollstream.avro.registry.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollstream.avro.registry.CompatibilityLevel;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.RegistryException;
import dev.rollstream.avro.registry.SchemaText;
import dev.rollstream.avro.registry.SubjectVersion;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.avro.Schema;

/** The registry's REST interface: which request is which call, and how answers look. Knows no HTTP server. */
final class Routes {
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UNPROCESSABLE = 422;
    private static final String LATEST = "latest";

    /** What was asked. */
    record Request(String method, URI uri, String body) {
        boolean flag(String name) {
            String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
            return Arrays.asList(query.split("&")).contains(name + "=true");
        }
    }

    /** What is answered. */
    record Answer(int status, String json) {}

    private final ObjectMapper json = new ObjectMapper();
    private final LocalRegistry registry;

    Routes(LocalRegistry registry) {
        this.registry = registry;
    }

    static Answer error(int status, int code, String message) {
        return new Answer(
                status,
                new ObjectMapper()
                        .createObjectNode()
                        .put("error_code", code)
                        .put("message", message)
                        .toString());
    }

    /**
     * Answers a request.
     *
     * @throws RegistryException what is refused, with the status and code to answer
     */
    Answer answer(Request request) {
        List<String> path = segments(request.uri());
        String first = path.isEmpty() ? "" : path.get(0);
        return switch (first) {
            case "" -> new Answer(200, "{}");
            case "subjects" -> subjects(request, path);
            case "schemas" -> schemas(request, path);
            case "config" -> config(request, path);
            case "compatibility" -> compatibility(request, path);
            case "mode" -> ok(get(request, json.createObjectNode().put("mode", "READWRITE")));
            default -> throw noSuchPath(request);
        };
    }

    private static List<String> segments(URI uri) {
        try {
            return Arrays.stream(uri.getRawPath().split("/"))
                    .filter(segment -> !segment.isEmpty())
                    .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new RegistryException(NOT_FOUND, NOT_FOUND, "the path is not legally encoded");
        }
    }

    private Answer subjects(Request request, List<String> path) {
        if (path.size() == 1) {
            return ok(get(request, strings(registry.subjects())));
        }
        String subject = path.get(1);
        boolean normalize = request.flag("normalize");
        if (path.size() == 2) {
            require(request, "POST");
            return ok(describe(registry.lookupVersion(subject, schemaOf(request), normalize)));
        }
        if (!path.get(2).equals("versions") || path.size() > 4) {
            throw noSuchPath(request);
        }
        if (path.size() == 4) {
            return ok(get(request, describe(version(subject, path.get(3)))));
        }
        if (request.method().equals("POST")) {
            int id = registry.register(subject, schemaOf(request), normalize);
            return ok(json.createObjectNode().put("id", id));
        }
        ArrayNode numbers = json.createArrayNode();
        registry.versions(subject).forEach(numbers::add);
        return ok(get(request, numbers));
    }

    private Answer schemas(Request request, List<String> path) {
        require(request, "GET");
        if (path.size() == 2 && path.get(1).equals("types")) {
            return ok(strings(List.of("AVRO")));
        }
        if (path.size() == 3 && path.get(1).equals("ids")) {
            return ok(text(registry.schemaById(id(path.get(2)))));
        }
        if (path.size() == 3 && path.get(1).equals("guids")) {
            return ok(text(registry.schemaByGuid(guid(path.get(2)))));
        }
        throw noSuchPath(request);
    }

    private Answer config(Request request, List<String> path) {
        if (path.size() > 2) {
            throw noSuchPath(request);
        }
        if (request.method().equals("PUT")) {
            CompatibilityLevel level =
                    CompatibilityLevel.parse(field(request, "compatibility", RegistryException.INVALID_LEVEL));
            if (path.size() == 1) {
                registry.setGlobalLevel(level);
            } else {
                registry.setLevel(path.get(1), level);
            }
            return ok(json.createObjectNode().put("compatibility", level.name()));
        }
        CompatibilityLevel level = path.size() == 1 ? registry.globalLevel() : subjectLevel(request, path.get(1));
        return ok(get(request, json.createObjectNode().put("compatibilityLevel", level.name())));
    }

    private CompatibilityLevel subjectLevel(Request request, String subject) {
        if (request.flag("defaultToGlobal")) {
            return registry.effectiveLevel(subject);
        }
        return registry.level(subject)
                .orElseThrow(() -> new RegistryException(
                        NOT_FOUND,
                        RegistryException.LEVEL_NOT_FOUND,
                        "subject " + subject + " has no level of its own"));
    }

    private Answer compatibility(Request request, List<String> path) {
        boolean known = path.size() >= 4
                && path.size() <= 5
                && path.get(1).equals("subjects")
                && path.get(3).equals("versions");
        if (!known) {
            throw noSuchPath(request);
        }
        require(request, "POST");
        String subject = path.get(2);
        Schema candidate = schemaOf(request);
        List<String> problems = path.size() == 4
                ? registry.incompatibilities(subject, candidate)
                : registry.effectiveLevel(subject)
                        .incompatibilities(
                                candidate, List.of(version(subject, path.get(4)).schema()));
        ObjectNode answer = json.createObjectNode().put("is_compatible", problems.isEmpty());
        if (request.flag("verbose")) {
            answer.set("messages", strings(problems));
        }
        return ok(answer);
    }

    private SubjectVersion version(String subject, String version) {
        if (version.equals(LATEST) || version.equals("-1")) {
            return registry.latest(subject);
        }
        if (!version.matches("[1-9][0-9]{0,8}")) {
            throw new RegistryException(
                    UNPROCESSABLE,
                    RegistryException.INVALID_VERSION,
                    "version is neither a number from 1 nor 'latest'");
        }
        return registry.version(subject, Integer.parseInt(version));
    }

    private static int id(String text) {
        if (!text.matches("[0-9]{1,9}|1[0-9]{9}|2[01][0-9]{8}")) {
            throw new RegistryException(NOT_FOUND, RegistryException.SCHEMA_NOT_FOUND, "no schema has that id");
        }
        return Integer.parseInt(text);
    }

    private static UUID guid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(NOT_FOUND, RegistryException.SCHEMA_NOT_FOUND, "no schema has that GUID");
        }
    }

    private Schema schemaOf(Request request) {
        String text = field(request, "schema", RegistryException.INVALID_SCHEMA);
        JsonNode body = body(request, RegistryException.INVALID_SCHEMA);
        if (!body.path("schemaType").asText("AVRO").equals("AVRO")) {
            throw unprocessable(RegistryException.INVALID_SCHEMA, "this registry keeps schemas of type AVRO only");
        }
        if (!body.path("references").isEmpty()) {
            throw unprocessable(
                    RegistryException.INVALID_SCHEMA,
                    "this registry keeps no references: send the schema with its types inline");
        }
        return SchemaText.parse(text);
    }

    private String field(Request request, String name, int errorCode) {
        JsonNode value = body(request, errorCode).path(name);
        if (!value.isTextual()) {
            throw unprocessable(errorCode, "the body is not a JSON object with a text '" + name + "'");
        }
        return value.textValue();
    }

    private JsonNode body(Request request, int errorCode) {
        try {
            return json.readTree(request.body());
        } catch (IOException e) {
            throw unprocessable(errorCode, "the body is not JSON");
        }
    }

    private static RegistryException unprocessable(int errorCode, String message) {
        return new RegistryException(UNPROCESSABLE, errorCode, message);
    }

    private ObjectNode text(Schema schema) {
        return json.createObjectNode()
                .put("schema", schema.toString())
                .put("schemaType", "AVRO")
                .put("guid", SchemaText.guid(schema).toString());
    }

    private ObjectNode describe(SubjectVersion version) {
        return text(version.schema())
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id());
    }

    private ArrayNode strings(List<String> values) {
        ArrayNode array = json.createArrayNode();
        values.forEach(array::add);
        return array;
    }

    private static JsonNode get(Request request, JsonNode answer) {
        require(request, "GET");
        return answer;
    }

    private static void require(Request request, String method) {
        boolean head = method.equals("GET") && request.method().equals("HEAD");
        if (!request.method().equals(method) && !head) {
            throw new RegistryException(METHOD_NOT_ALLOWED, METHOD_NOT_ALLOWED, "HTTP 405 Method Not Allowed");
        }
    }

    private static RegistryException noSuchPath(Request request) {
        return new RegistryException(
                NOT_FOUND, NOT_FOUND, "HTTP 404 Not Found: " + request.uri().getPath());
    }

    private static Answer ok(JsonNode answer) {
        return new Answer(200, answer.toString());
    }
}
