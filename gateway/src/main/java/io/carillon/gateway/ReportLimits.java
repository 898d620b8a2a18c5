package io.carillon.gateway;

/** How much of what is said about the end of an attempt is kept, be it by its worker or by whoever calls back. */
public final class ReportLimits {

    /** Of the JSON text, in UTF-8. */
    public static final int RESULT_BYTES = 256 * 1024;

    public static final int CODE = 64;
    public static final int MESSAGE = 4 * 1024;
    public static final int DETAIL = 16 * 1024;

    private ReportLimits() {}
}
