package dev.rollstream.avro;

import org.apache.avro.Conversion;
import org.apache.avro.specific.AvroGenerated;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro that this package's generated classes may be made from schemas; since 1.12.1 Avro refuses every class that nobody
 * vouched for, which would break even a record's own builder.
 *
 * <p>It has to happen before the first record is built, wherever that is, and without a system property that each program
 * would have to set. Each generated class makes a {@code SpecificData} when it is loaded, and that loads all {@link
 * Conversion} services: so this is one, for a logical type that no schema has. What was trusted before stays trusted; in this
 * package nothing but generated classes is.
 */
public final class GeneratedRecordsTrust extends Conversion<GeneratedRecordsTrust> {
    /** Vouches once, when the first instance is made. */
    private static final class Vouched {
        static final ClassSecurityPredicate PREDICATE = install();

        private static ClassSecurityPredicate install() {
            ClassSecurityPredicate both = ClassSecurityValidator.composite(
                    ClassSecurityValidator.getGlobal(), GeneratedRecordsTrust::isGeneratedRecord);
            ClassSecurityValidator.setGlobal(both);
            return both;
        }
    }

    private final ClassSecurityPredicate predicate;

    /** Made by {@link java.util.ServiceLoader}. */
    public GeneratedRecordsTrust() {
        predicate = Vouched.PREDICATE;
    }

    static boolean isGeneratedRecord(Class<?> type) {
        return type.getPackageName().equals(GeneratedRecordsTrust.class.getPackageName())
                && type.isAnnotationPresent(AvroGenerated.class);
    }

    /** Whether Avro may make an instance of a class, as far as was known when this package vouched for its own. */
    boolean isTrusted(Class<?> type) {
        return predicate.isTrusted(type);
    }

    @Override
    public Class<GeneratedRecordsTrust> getConvertedType() {
        return GeneratedRecordsTrust.class;
    }

    @Override
    public String getLogicalTypeName() {
        return "rollstream-generated-records";
    }
}
