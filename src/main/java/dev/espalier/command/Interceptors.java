package dev.espalier.command;

import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandEnvelope;
import dev.espalier.infrastructure.Interceptor;
import dev.espalier.infrastructure.InvalidCommandException;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/** What stands between a command and its handler: the interceptors, the first one outermost, then the validators. */
public final class Interceptors {
    private final List<Interceptor> interceptors;
    private final Map<Class<?>, List<Function<Command, List<String>>>> validators;

    /** The validators are by class of command. */
    public Interceptors(
            List<Interceptor> interceptors, Map<Class<?>, List<Function<Command, List<String>>>> validators) {
        this.interceptors = List.copyOf(interceptors);
        this.validators = Map.copyOf(validators);
    }

    Receipt around(Command command, Metadata metadata, Interceptor.Next handling) {
        return around(0, command, metadata, handling);
    }

    /** Around several commands: the interceptors of the first stand outermost, and what they let through is handled together. */
    List<Receipt> aroundAll(List<CommandEnvelope> commands, Function<List<CommandEnvelope>, List<Receipt>> handling) {
        var receipts = new ArrayList<Receipt>();
        enter(commands, new ArrayList<>(), all -> receipts.addAll(handling.apply(all)), receipts::get);
        return List.copyOf(receipts);
    }

    private void enter(
            List<CommandEnvelope> commands,
            List<CommandEnvelope> let,
            Consumer<List<CommandEnvelope>> handling,
            IntFunction<Receipt> receipt) {
        int index = let.size();
        if (index == commands.size()) {
            handling.accept(let);
            return;
        }
        Command command = commands.get(index).command();
        around(command, commands.get(index).metadata(), more -> {
            let.add(new CommandEnvelope(command, more));
            enter(commands, let, handling, receipt);
            return receipt.apply(index);
        });
    }

    private Receipt around(int index, Command command, Metadata metadata, Interceptor.Next handling) {
        if (index < interceptors.size())
            return interceptors
                    .get(index)
                    .around(command, metadata, more -> around(index + 1, command, more, handling));
        validate(command);
        return handling.proceed(metadata);
    }

    private void validate(Command command) {
        var asked = validators.get(command.getClass());
        if (asked == null) return;
        var problems = new ArrayList<String>();
        for (var validator : asked) problems.addAll(validator.apply(command));
        if (!problems.isEmpty()) throw new InvalidCommandException(command, problems);
    }
}
