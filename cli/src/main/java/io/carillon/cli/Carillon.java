package io.carillon.cli;

/** The program: {@code carillon COMMAND …}. */
public final class Carillon {

    private Carillon() {}

    public static void main(String[] arguments) {
        System.exit(CommandTree.of(Terminal.ofProcess()).execute(arguments));
    }
}
