package io.carillon.tasks;

/** Which addresses, besides public ones, a task may call. Link-local and metadata addresses are never among them. */
public record EgressPolicy(boolean loopback, boolean privateNetworks) {

    public static final EgressPolicy PUBLIC_ONLY = new EgressPolicy(false, false);

    public EgressPolicy allowingLoopback() {
        return new EgressPolicy(true, privateNetworks);
    }

    public EgressPolicy allowingPrivateNetworks() {
        return new EgressPolicy(loopback, true);
    }

    boolean allows(AddressKind kind) {
        return switch (kind) {
            case PUBLIC -> true;
            case LOOPBACK -> loopback;
            case PRIVATE -> privateNetworks;
            case NEVER -> false;
        };
    }
}
