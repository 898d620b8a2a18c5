package io.carillon.simulation.check;

import io.carillon.model.Token;

/** No two hand-outs of a run carry the same token, and within an ownership each is higher than the one before. */
final class TokensRise extends Invariant {

    private final Attempts attempts;

    TokensRise(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.HandedOut out) {
            Token token = out.assign().attempt().token();
            for (Attempts.HandOut earlier : attempts.handOuts(out.assign().run().id())) {
                require(
                        !earlier.token().epoch().equals(token.epoch())
                                || earlier.token().compareTo(token) < 0,
                        out.node(),
                        " hands out ",
                        token,
                        " after ",
                        earlier.token(),
                        " of ",
                        earlier.node(),
                        ": ",
                        out.assign().run());
            }
        }
    }
}
