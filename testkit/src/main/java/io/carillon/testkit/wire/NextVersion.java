package io.carillon.testkit.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;

/** Frames of a version that knows more: in each message, however deep, stand a number and a text that this version has no field for. */
public final class NextVersion {

    private static final int NUMBER = 100_001;
    private static final int TEXT = 100_002;

    private static final UnknownFieldSet NEWS = UnknownFieldSet.newBuilder()
            .addField(NUMBER, UnknownFieldSet.Field.newBuilder().addVarint(42).build())
            .addField(
                    TEXT,
                    UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("said by the next version"))
                            .build())
            .build();

    private NextVersion() {}

    /** The same frame with more in it. */
    @SuppressWarnings("unchecked")
    public static <M extends Message> M of(M message) {
        Message.Builder more = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            if (holdsMessages(field)) {
                more.setField(field, field.isRepeated() ? all((List<?>) value) : of((Message) value));
            }
        });
        return (M) more.mergeUnknownFields(NEWS).build();
    }

    /** Whether what the next version said of it is still there. */
    public static boolean isKept(Message message) {
        return message.getUnknownFields().hasField(NUMBER)
                && message.getUnknownFields().hasField(TEXT);
    }

    /** Entries of a map have no fields of their own. */
    private static boolean holdsMessages(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField();
    }

    private static List<Message> all(List<?> messages) {
        return messages.stream().map(each -> of((Message) each)).toList();
    }
}
