package dev.rollstream.producer.worker.openai;

/**
 * Where the policy version of a rollout comes from. A weight version that a reply itself names, as SGLang's do, goes before what is
 * assumed.
 */
public enum VersionSource {
    /** The weights stay as they are while the worker runs: the version is the one in the settings. */
    FIXED,
    /**
     * The trainer pushes weights into the server and announces them in topic policies afterwards: the newest announced version is
     * assumed. Right only if the trainer pauses the server while it pushes; otherwise tokens may be newer than they say.
     */
    POLICIES,
    /** Each reply must name a weight version that is a number. */
    SERVER,
    /**
     * This worker loads every announced version into its servers, and is the only one that changes their weights. The version of a server
     * is the one whose update succeeded on it.
     */
    UPDATE
}
