package dev.rollstream.aggregator.estimator;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The formulas as one would write them on paper, in decimal arithmetic of 60 digits: slow, obvious, and the tests' oracle. */
final class ExactReference {

    private static final MathContext MC = new MathContext(60);

    private ExactReference() {}

    static double[] groupRelative(double[] r, int ddof, double epsilon) {
        BigDecimal scale = std(r, ddof).add(new BigDecimal(epsilon));
        return map(r, i -> exact(r[i]).subtract(mean(r)).divide(scale, MC));
    }

    static double[] centred(double[] r) {
        return map(r, i -> exact(r[i]).subtract(mean(r)));
    }

    static double[] leaveOneOut(double[] r) {
        return map(r, i -> exact(r[i]).subtract(mean(without(r, i))));
    }

    static double[] leaveOneOutStd(double[] r, int ddof, double epsilon) {
        return map(r, i -> {
            double[] others = without(r, i);
            BigDecimal difference = exact(r[i]).subtract(mean(others));
            boolean constant = DoubleStream.of(others).distinct().count() == 1;
            return constant ? difference : difference.divide(std(others, ddof).add(new BigDecimal(epsilon)), MC);
        });
    }

    static double[] leaveOneOutGroupStd(double[] r, int ddof, double epsilon) {
        BigDecimal scale = std(r, ddof).add(new BigDecimal(epsilon));
        return map(r, i -> exact(r[i]).subtract(mean(without(r, i))).divide(scale, MC));
    }

    static double[] maxRl(double[] r, double epsilon) {
        BigDecimal mean = mean(r);
        return mean.signum() <= 0
                ? new double[r.length]
                : map(r, i -> exact(r[i]).subtract(mean).divide(mean.add(new BigDecimal(epsilon)), MC));
    }

    static double[] bestOnly(double[] r, int ddof, double epsilon) {
        double[] sorted = r.clone();
        Arrays.sort(sorted);
        double best = sorted[r.length - 1];
        int winner = IntStream.range(0, r.length)
                .filter(i -> r[i] == best)
                .findFirst()
                .orElseThrow();
        BigDecimal lead = exact(best).subtract(exact(sorted[r.length - 2]));
        BigDecimal advantage = lead.divide(std(r, ddof).add(new BigDecimal(epsilon)), MC);
        return map(r, i -> i == winner ? advantage : BigDecimal.ZERO);
    }

    static double[] lengthWeighted(double[] r, long[] lengths) {
        BigDecimal weighted = BigDecimal.ZERO;
        BigDecimal total = BigDecimal.ZERO;
        for (int i = 0; i < r.length; i++) {
            weighted = weighted.add(exact(r[i]).multiply(BigDecimal.valueOf(lengths[i])));
            total = total.add(BigDecimal.valueOf(lengths[i]));
        }
        BigDecimal baseline = weighted.divide(total, MC);
        return map(r, i -> exact(r[i]).subtract(baseline));
    }

    private static BigDecimal mean(double[] r) {
        BigDecimal sum = DoubleStream.of(r).mapToObj(ExactReference::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
        return sum.divide(BigDecimal.valueOf(r.length), MC);
    }

    private static BigDecimal std(double[] r, int ddof) {
        BigDecimal mean = mean(r);
        BigDecimal squares = DoubleStream.of(r)
                .mapToObj(x -> exact(x).subtract(mean).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return squares.divide(BigDecimal.valueOf(r.length - ddof), MC).sqrt(MC);
    }

    private static double[] without(double[] r, int excluded) {
        return IntStream.range(0, r.length)
                .filter(i -> i != excluded)
                .mapToDouble(i -> r[i])
                .toArray();
    }

    private static BigDecimal exact(double x) {
        return new BigDecimal(x);
    }

    private interface MemberFormula {
        BigDecimal at(int index);
    }

    private static double[] map(double[] r, MemberFormula formula) {
        return IntStream.range(0, r.length)
                .mapToDouble(i -> formula.at(i).doubleValue())
                .toArray();
    }
}
