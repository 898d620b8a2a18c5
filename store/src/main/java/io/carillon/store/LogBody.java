package io.carillon.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.carillon.engine.log.LogLevel;
import io.carillon.engine.log.LogLine;
import io.carillon.store.stored.StoredLine;
import io.carillon.store.stored.StoredLines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Lines as bytes: of what programs print, a tenth is left. */
final class LogBody {

    private LogBody() {}

    static ByteString write(List<LogLine> lines) {
        var deflater = new Deflater(Deflater.BEST_SPEED);
        ByteString.Output bytes = ByteString.newOutput();
        try (OutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            stored(lines).writeTo(out);
        } catch (IOException impossible) {
            throw new IllegalStateException("a buffer refused bytes", impossible);
        } finally {
            deflater.end();
        }
        return bytes.toByteString();
    }

    static List<LogLine> read(byte[] body) throws UnreadableRowException {
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(body))) {
            return lines(StoredLines.parseFrom(CodedInputStream.newInstance(in)));
        } catch (IOException | IllegalArgumentException | ArithmeticException reason) {
            throw new UnreadableRowException("lines can't be read: " + reason.getMessage(), reason);
        }
    }

    private static StoredLines stored(List<LogLine> lines) {
        StoredLines.Builder stored = StoredLines.newBuilder();
        long number = 0;
        long at = 0;
        String source = "";
        for (LogLine line : lines) {
            long micros = Micros.of(line.at());
            StoredLine.Builder one = StoredLine.newBuilder()
                    .setNumber(line.number() - number)
                    .setAt(micros - at)
                    .setLevel(code(line.level()))
                    .setText(line.text());
            if (!line.source().equals(source)) {
                one.setSource(line.source()).setNoSource(line.source().isEmpty());
            }
            stored.addLines(one);
            number = line.number();
            at = micros;
            source = line.source();
        }
        return stored.build();
    }

    private static List<LogLine> lines(StoredLines stored) {
        var lines = new ArrayList<LogLine>(stored.getLinesCount());
        long number = 0;
        long at = 0;
        String source = "";
        for (StoredLine each : stored.getLinesList()) {
            number = Math.addExact(number, each.getNumber());
            at = Math.addExact(at, each.getAt());
            if (each.getNoSource() || !each.getSource().isEmpty()) {
                source = each.getSource();
            }
            lines.add(new LogLine(number, Micros.toInstant(at), level(each.getLevel()), source, each.getText()));
        }
        return lines;
    }

    private static int code(LogLevel level) {
        return switch (level) {
            case TRACE -> 0;
            case DEBUG -> 1;
            case INFO -> 2;
            case WARN -> 3;
            case ERROR -> 4;
        };
    }

    private static LogLevel level(int code) {
        return switch (code) {
            case 0 -> LogLevel.TRACE;
            case 1 -> LogLevel.DEBUG;
            case 2 -> LogLevel.INFO;
            case 3 -> LogLevel.WARN;
            case 4 -> LogLevel.ERROR;
            default -> throw new IllegalArgumentException("there is no level " + code);
        };
    }
}
