package dev.rollstream.local.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Key pairs of a test, each in a PKCS12 store with its self-signed certificate as PEM beside it.
 *
 * @param folder of the stores
 * @param password of all of them
 */
record KeyStores(Path folder, String password) {
    /** Makes one with the JDK's keytool, for 127.0.0.1. */
    void make(String name) {
        keytool(
                "-genkeypair",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2");
        keytool("-exportcert", name, "-rfc", "-file", certificate(name).toString());
    }

    Path store(String name) {
        return folder.resolve(name + ".p12");
    }

    Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    /** Certificates that are trusted together, in one file. */
    Path certificates(String... names) throws IOException {
        Path all = folder.resolve(String.join("-", names) + ".all.pem");
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append(Files.readString(certificate(name)));
        }
        return Files.writeString(all, text);
    }

    /** What a server with one of the keys speaks with, and whose clients' certificates it trusts. */
    SSLContext serverContext(String name, String... clients) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String client : clients) {
            try (InputStream in = Files.newInputStream(certificate(client))) {
                trusted.setCertificateEntry(
                        client, CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store(name))) {
            keys.load(in, password.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private void keytool(String command, String name, String... options) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                command,
                "-alias",
                "key",
                "-storetype",
                "PKCS12",
                "-keystore",
                store(name).toString(),
                "-storepass",
                password));
        line.addAll(List.of(options));
        try {
            int code = new ProcessBuilder(line).inheritIO().start().waitFor();
            if (code != 0) {
                throw new AssertionError("keytool ends with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
