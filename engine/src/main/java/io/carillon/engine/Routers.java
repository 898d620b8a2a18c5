package io.carillon.engine;

import io.carillon.model.job.Routing;

/** The router of each strategy. What they remember is this node's own, and lost with it: then they begin anew. */
final class Routers {

    private final Router leastLoaded = new LeastLoaded();
    private final Router roundRobin = new RoundRobin();
    private final Router random = new AtRandom();
    private final Router leastRecentlyUsed = new LeastRecentlyUsed();
    private final Router leastFrequentlyUsed = new LeastFrequentlyUsed();
    private final Router busyOver = new BusyOver();

    private final Router consistentHash = new ConsistentHash();
    private final Router failover = new Failover();

    Router of(LiveRun run) {
        return of(run.spec().routing().strategy());
    }

    private Router of(Routing.Strategy strategy) {
        return switch (strategy) {
            case LEAST_LOADED -> leastLoaded;
            case ROUND_ROBIN -> roundRobin;
            case RANDOM -> random;
            case FIRST -> (_, lane) -> lane.first();
            case LAST -> (_, lane) -> lane.last();
            case LEAST_RECENTLY_USED -> leastRecentlyUsed;
            case LEAST_FREQUENTLY_USED -> leastFrequentlyUsed;
            case BUSY_OVER -> busyOver;
            case CONSISTENT_HASH -> consistentHash;
            case FAILOVER -> failover;
            case BROADCAST -> (_, lane) -> lane.own();
        };
    }
}
