package io.carillon.test;

/** Documents of jobs of app {@code shop}. */
final class Jobs {

    private Jobs() {}

    /** A job that runs when it is asked to, its handler of the same name. */
    static String named(String name, String... spec) {
        return """
                apiVersion: carillon/v1
                kind: Job
                metadata: {name: %1$s}
                spec:
                  task: {type: handler, app: shop, handler: %1$s}
                """.formatted(name) + lines(spec);
    }

    private static String lines(String... spec) {
        var text = new StringBuilder();
        for (String line : spec) {
            text.append("  ").append(line).append('\n');
        }
        return text.toString();
    }
}
