package dev.rollstream.avro.registry;

import org.apache.kafka.common.KafkaException;

/** The registry answered a request with a refusal. Asking again gives the same answer. */
public final class RegistryException extends KafkaException {
    private static final long serialVersionUID = 1L;

    /** Error code of a subject that does not exist. */
    public static final int SUBJECT_NOT_FOUND = 40401;
    /** Error code of a version that does not exist. */
    public static final int VERSION_NOT_FOUND = 40402;
    /** Error code of a schema that does not exist. */
    public static final int SCHEMA_NOT_FOUND = 40403;
    /** Error code of a subject without a compatibility level of its own. */
    public static final int LEVEL_NOT_FOUND = 40408;
    /** Error code of a schema that the subject's compatibility level forbids. */
    public static final int INCOMPATIBLE = 409;
    /** Error code of a schema that is not valid Avro. */
    public static final int INVALID_SCHEMA = 42201;
    /** Error code of a version that is not a number. */
    public static final int INVALID_VERSION = 42202;
    /** Error code of a compatibility level that does not exist. */
    public static final int INVALID_LEVEL = 42203;

    private final int httpStatus;
    private final int errorCode;

    /**
     * A refusal.
     *
     * @param httpStatus HTTP status, 4xx
     * @param errorCode the registry's own code, such as 40403; the HTTP status where it sent none
     * @param message what was refused and why
     */
    public RegistryException(int httpStatus, int errorCode, String message) {
        super(message);
        this.httpStatus = httpStatus;
        this.errorCode = errorCode;
    }

    /** A refusal whose HTTP status is the first three digits of its code. */
    static RegistryException of(int errorCode, String message) {
        return new RegistryException(errorCode >= 1000 ? errorCode / 100 : errorCode, errorCode, message);
    }

    /** HTTP status of the answer. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The registry's own error code; the HTTP status where it sent none. */
    public int errorCode() {
        return errorCode;
    }

    /** Whether the registry refused the credentials rather than the request. */
    public boolean isCredentialsProblem() {
        return httpStatus == 401 || httpStatus == 403;
    }
}
