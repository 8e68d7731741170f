package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Query;
import dev.espalier.serialization.EventCodec;
import dev.espalier.serialization.TypeReport;
import dev.espalier.serialization.TypeReport.Reading;
import dev.espalier.serialization.Upcaster.Form;
import dev.espalier.serialization.Upcaster.OnJson;
import dev.espalier.store.EventType;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.StoredTypes.StoredType;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The types by class, and by every form in which they are or were stored. Immutable; reflection happens here, once, at the start. */
public final class EventTypes implements EventType.Lookup {
    private final Map<Class<?>, RegisteredType> byClass = new LinkedHashMap<>();
    private final Map<String, RegisteredType> byName = new HashMap<>();
    private final Map<Form, OldType> old = new LinkedHashMap<>();
    private final Map<Class<?>, Set<String>> namesByClass = new ConcurrentHashMap<>();
    private final JsonTree json = new JsonTree();
    private final Optional<Vault> vault;
    private final Steps steps;

    EventTypes(Registrations said, EventCodec codec, List<String> problems) {
        vault = said.vault(codec, json);
        for (var family : said.families()) collect(family, said, codec, problems);
        said.checkPersonal(byClass.keySet(), codec, problems);
        for (var named : said.named())
            if (!byClass.containsKey(named))
                problems.add(
                        named.getName() + " is given a name, but belongs to no registered family: add .events(...)");
        var today = new HashMap<Form, Class<? extends Event>>();
        for (var type : byName.values()) today.put(type.form(), type.type());
        steps = new Steps(today, said.upcasters(), problems);
        if (said.upcasters().isEmpty() && said.aliases().isEmpty()) return;
        new StepCheck(steps, problems).check(today.keySet());
        if (!codec.isJson()) refuseJson(said, codec, problems);
        var evolution = new Evolution(steps, codec, json, vault);
        for (Form start : steps.starts()) addOld(start, start, evolution);
        for (var alias : said.aliases().entrySet()) addAlias(alias.getKey(), alias.getValue(), evolution, problems);
    }

    private void collect(Class<?> type, Registrations said, EventCodec codec, List<String> problems) {
        if (type.isSealed()) {
            for (Class<?> part : type.getPermittedSubclasses()) collect(part, said, codec, problems);
        } else if (!type.isRecord()) {
            problems.add(type.getName() + " is neither a record nor a sealed interface of records:"
                    + " its events cannot be listed; make it one of the two");
        } else if (!byClass.containsKey(type)) {
            var registered = new RegisteredType(
                    said.formOf(type), type.asSubclass(Event.class), codec, vault, said.personal(type));
            byClass.put(type, registered);
            var other = byName.putIfAbsent(registered.name(), registered);
            if (other != null)
                problems.add("two events are called " + registered.name() + ": "
                        + other.type().getName() + " and " + type.getName()
                        + "; give one another name with .eventType(...)");
        }
    }

    private static void refuseJson(Registrations said, EventCodec codec, List<String> problems) {
        for (var upcaster : said.upcasters())
            if (upcaster instanceof OnJson)
                problems.add("the upcaster from " + upcaster.from() + " works on JSON, but "
                        + codec.getClass().getName()
                        + " does not say that it writes JSON: override isJson(), or let the"
                        + " upcaster work on an old record, by as(...)");
    }

    private void addAlias(String former, Class<? extends Event> type, Evolution evolution, List<String> problems) {
        var registered = byClass.get(type);
        if (registered == null)
            problems.add(type.getName() + " is given the former name " + former
                    + ", but belongs to no registered family: add .events(...)");
        else if (byName.containsKey(former))
            problems.add(former + " is called a former name of " + type.getName() + ", but is the name of "
                    + byName.get(former).type().getName());
        else if (steps.starts().stream().anyMatch(start -> start.type().equals(former)))
            problems.add(former + " is a former name of " + type.getName() + ": let upcasters start from "
                    + registered.name() + " instead, which holds for both names");
        else {
            addOld(new Form(former, registered.schemaVersion()), registered.form(), evolution);
            for (Form start : steps.starts())
                if (start.type().equals(registered.name()))
                    addOld(new Form(former, start.schemaVersion()), start, evolution);
        }
    }

    private void addOld(Form stored, Form readAs, Evolution evolution) {
        old.put(stored, new OldType(stored.type(), stored.schemaVersion(), readAs, evolution));
    }

    /** All registered classes, in the order of their registration. */
    public Set<Class<?>> classes() {
        return byClass.keySet();
    }

    /** All classes that the codec has to read: the registered ones, and old records. */
    public Collection<Class<?>> decoded() {
        var all = new HashSet<>(steps.oldRecords());
        all.addAll(byClass.keySet());
        return all;
    }

    /** Whether a state that is folded from a family may be kept: not when it may hold what can be forgotten. */
    public boolean mayKeep(Class<?> family) {
        for (var each : byClass.values()) if (family.isAssignableFrom(each.type()) && !each.keepsObject()) return false;
        return true;
    }

    /** Deletes the keys of a subject. */
    public void forget(String subject) {
        vault.orElseThrow(() -> new InvalidInputException(
                        "subject", subject, "cannot be forgotten, as there are no keys: add .keys(...)"))
                .forget(subject);
    }

    public boolean knows(Class<?> type) {
        return byClass.containsKey(type);
    }

    /** Whether an event that was stored under this name and version can be read. */
    public boolean resolves(String name, int schemaVersion) {
        return !(of(name, schemaVersion) instanceof UnknownType);
    }

    /** Whether a type is known here, but in older schema versions only: what is stored comes from a newer release. */
    public boolean isNewer(String name, int schemaVersion) {
        var versions = knownVersions(name);
        return !versions.isEmpty() && schemaVersion > versions.last();
    }

    private TreeSet<Integer> knownVersions(String name) {
        var versions = new TreeSet<Integer>();
        if (byName.containsKey(name)) versions.add(byName.get(name).schemaVersion());
        for (Form form : old.keySet()) if (form.type().equals(name)) versions.add(form.schemaVersion());
        return versions;
    }

    public EventType of(Event event) {
        var type = byClass.get(event.getClass());
        if (type == null)
            throw new InvalidInputException(
                    "event type", event.getClass().getName(), "is not registered: add .events(itsFamily.class)");
        return type;
    }

    @Override
    public EventType of(String name, int schemaVersion) {
        var type = byName.get(name);
        if (type != null && type.schemaVersion() == schemaVersion) return type;
        var former = old.get(new Form(name, schemaVersion));
        return former != null ? former : new UnknownType(name, schemaVersion, whyUnknown(name, schemaVersion));
    }

    /** What to do about it. */
    public String whyUnknown(String name, int schemaVersion) {
        if (knownVersions(name).isEmpty())
            return "no event of this name is registered: add .events(itsFamily.class), or .alias(itsClass.class, \""
                    + name + "\") when its class was renamed";
        return isNewer(name, schemaVersion)
                ? "it comes from a newer release: this one knows schema versions up to "
                        + knownVersions(name).last()
                : "no upcaster starts from it: add .upcast(Upcaster.from(\"" + name + "\", " + schemaVersion + ")...)";
    }

    @Override
    public boolean keeps(EventType type) {
        if (!(type instanceof RegisteredType registered) || !registered.keepsObject()) return false;
        if (byClass.get(registered.type()) == registered) return true;
        var here = byName.get(registered.name());
        return here != null && here.type() == registered.type() && here.form().equals(registered.form());
    }

    /** A query by class means all names under which events are stored that become it. */
    public StoredQuery stored(Query query) {
        return new StoredQuery(
                query.items().stream()
                        .map(item -> new StoredQuery.Item(
                                names(item.types()), item.tags(), item.categories(), item.streams()))
                        .toList(),
                query.archived());
    }

    private Set<String> names(Set<Class<? extends Event>> types) {
        var names = new HashSet<String>();
        for (var type : types) names.addAll(namesByClass.computeIfAbsent(type, this::namesOf));
        return names;
    }

    private Set<String> namesOf(Class<?> type) {
        var names = new HashSet<String>();
        for (var each : byClass.values()) if (type.isAssignableFrom(each.type())) names.add(each.name());
        if (names.isEmpty())
            throw new InvalidInputException(
                    "event type", type.getName(), "is not registered: add .events(itsFamily.class)");
        for (var each : old.values())
            if (steps.ends(each.readAs()).stream().anyMatch(type::isAssignableFrom)) names.add(each.name());
        return names;
    }

    /** What is known here, and what is stored. */
    public TypeReport report(Collection<StoredType> stored) {
        var categories = new LinkedHashMap<Form, Set<String>>();
        for (var type : byClass.values()) categories.put(type.form(), new TreeSet<>());
        for (Form form : old.keySet()) categories.put(form, new TreeSet<>());
        for (StoredType type : stored)
            categories
                    .computeIfAbsent(new Form(type.name(), type.schemaVersion()), unknown -> new TreeSet<>())
                    .add(type.category());
        return new TypeReport(categories.entrySet().stream()
                .map(each -> new TypeReport.Row(
                        each.getKey(), each.getValue(), reading(each.getKey()), steps.ends(readAs(each.getKey()))))
                .toList());
    }

    private Form readAs(Form stored) {
        var former = old.get(stored);
        return former != null ? former.readAs() : stored;
    }

    private Reading reading(Form form) {
        var former = old.get(form);
        if (former != null) return former.readAs().equals(form) ? Reading.UPCAST : Reading.FORMER_NAME;
        return resolves(form.type(), form.schemaVersion()) ? Reading.AS_WRITTEN_TODAY : Reading.UNKNOWN;
    }
}
