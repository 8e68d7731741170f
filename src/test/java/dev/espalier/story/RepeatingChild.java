package dev.espalier.story;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.story.RepeatedCommandCrashTest.Tick;
import dev.espalier.tck.StoreOpener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** The other process: sends numbered commands from a number on, until it is killed; says each that is acknowledged. */
final class RepeatingChild {
    private RepeatingChild() {}

    static UUID id(int number) {
        return UUID.nameUUIDFromBytes(("command " + number).getBytes(StandardCharsets.UTF_8));
    }

    static Receipt send(Espalier espalier, int number) {
        return espalier.send(new Tick(number), Metadata.none().withCommandId(id(number)));
    }

    public static void main(String[] arguments) throws Exception {
        var opener = (StoreOpener) Class.forName(arguments[0]).getConstructor().newInstance();
        try (Espalier espalier =
                RepeatedCommandCrashTest.on(opener.open(List.of(arguments).subList(2, arguments.length)))) {
            for (int number = Integer.parseInt(arguments[1]); ; number++) {
                send(espalier, number);
                System.out.println(number);
            }
        }
    }
}
