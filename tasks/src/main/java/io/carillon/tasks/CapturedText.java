package io.carillon.tasks;

import java.nio.charset.Charset;

/** Bytes of unknown origin as text that stays small in JSON too: there, a control character takes six bytes. */
record CapturedText(String text, boolean cut) {

    private static final int MAX_JSON_BYTES = 160 << 10;

    static CapturedText of(byte[] bytes, Charset charset) {
        var text = new String(bytes, charset);
        int room = MAX_JSON_BYTES;
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            room -= jsonBytes(point);
            if (room < 0) {
                return new CapturedText(text.substring(0, at), true);
            }
            at += Character.charCount(point);
        }
        return new CapturedText(text, false);
    }

    private static int jsonBytes(int point) {
        if ("\"\\\b\f\n\r\t".indexOf(point) >= 0) {
            return 2;
        }
        if (point < ' ') {
            return 6;
        }
        if (point < 0x80) {
            return 1;
        }
        return point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }
}
