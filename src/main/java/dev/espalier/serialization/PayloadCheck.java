package dev.espalier.serialization;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Walks the components of events, before the first one is written: what Jackson could write but not read back. */
final class PayloadCheck {
    private final Module codec;
    private final Set<Class<?>> seen = new HashSet<>();
    private final Set<String> closed = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    PayloadCheck(Module codec) {
        this.codec = codec;
    }

    List<String> problems(Collection<? extends Class<?>> events) {
        for (Class<?> event : events) walk(event, event.getSimpleName());
        return problems;
    }

    /** Whether values of this type are told apart by a property in the JSON. */
    static boolean isSealedPart(Class<?> type) {
        // an enum whose constants have bodies is sealed, too
        if (StrictJson.isEvent(type) || type.isEnum()) return false;
        if (type.isSealed()) return true;
        for (Class<?> parent : type.getInterfaces()) if (isSealedPart(parent)) return true;
        Class<?> parent = type.getSuperclass();
        return parent != null && isSealedPart(parent);
    }

    static Set<Class<?>> leaves(Class<?> type) {
        if (!type.isSealed()) return Set.of(type);
        var leaves = new HashSet<Class<?>>();
        for (Class<?> part : type.getPermittedSubclasses()) leaves.addAll(leaves(part));
        return leaves;
    }

    private void walk(Type type, String where) {
        if (type instanceof Class<?> known) walk(known, where);
        else if (type instanceof ParameterizedType generic) {
            walk((Class<?>) generic.getRawType(), where);
            for (Type argument : generic.getActualTypeArguments()) walk(argument, where);
        } else if (type instanceof GenericArrayType array) walk(array.getGenericComponentType(), where);
        else if (type instanceof WildcardType wildcard) for (Type bound : wildcard.getUpperBounds()) walk(bound, where);
        else if (type instanceof TypeVariable<?>)
            problems.add(where + " is of a type variable, which cannot be read back: use a type without one");
    }

    private void walk(Class<?> type, String where) {
        if (!seen.add(type) || type.isPrimitive()) return;
        if (type.isArray()) walk(type.getComponentType(), where);
        else if (isSealedPart(type) && type.isSealed() && !type.getPackageName().startsWith("java."))
            walkParts(type, where);
        else if (type.isRecord()) walkRecord(type);
        else if (type == Object.class || isOpenAbstraction(type))
            problems.add(
                    where + " is of " + type.getName()
                            + ", which can be written but not read back: use a record, an enum or a sealed interface of records");
    }

    private void walkParts(Class<?> family, String where) {
        var names = new HashMap<String, Class<?>>();
        for (Class<?> part : leaves(family)) {
            Class<?> other = names.put(part.getSimpleName(), part);
            if (other != null)
                problems.add("two parts of " + family.getName() + " are called " + part.getSimpleName() + ": "
                        + other.getName() + " and " + part.getName() + "; rename one");
            walk(part, where);
        }
    }

    private void walkRecord(Class<?> type) {
        Module module = type.getModule();
        String pack = type.getPackageName();
        boolean allowed =
                module.isOpen(pack, codec) || module.isExported(pack, codec) && Modifier.isPublic(type.getModifiers());
        if (!allowed && closed.add(pack))
            problems.add(type.getName() + " and its package are closed to the codec: add 'opens " + pack + " to "
                    + codec.getName() + ";' to module " + module.getName());
        for (var component : type.getRecordComponents())
            walk(component.getGenericType(), type.getSimpleName() + "." + component.getName());
    }

    private static boolean isOpenAbstraction(Class<?> type) {
        boolean readable = Collection.class.isAssignableFrom(type) || java.util.Map.class.isAssignableFrom(type);
        return Modifier.isAbstract(type.getModifiers()) && !readable && !type.isEnum() && !isOfTheJdk(type);
    }

    /** Such as ZoneId and Number, which Jackson knows. */
    private static boolean isOfTheJdk(Class<?> type) {
        return type.getPackageName().startsWith("java.");
    }
}
