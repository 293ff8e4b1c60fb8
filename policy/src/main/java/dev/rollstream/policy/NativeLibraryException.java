package dev.rollstream.policy;

/** There is no PyTorch for this platform; the message says which one is missing, and the way out. */
public final class NativeLibraryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NativeLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
