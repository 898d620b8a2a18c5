package io.carillon.store;

/**
 * How large the parts of an index are.
 *
 * @param freshPages so many pages of which only their heads say what is in them are little to read for each list
 * @param fanIn as many segments of a level become one of the next
 * @param entriesInBlock what is read at once: enough for most pages of a list
 * @param blocksInStep what one transaction of a merge writes at most
 */
record IndexSizes(int freshPages, int fanIn, int entriesInBlock, int blocksInStep) {

    static final IndexSizes USUAL = new IndexSizes(64, 8, 512, 64);

    int entriesInStep() {
        return blocksInStep * entriesInBlock;
    }
}
