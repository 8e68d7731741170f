package dev.espalier.tck;

import java.util.List;

/**
 * How another process opens the store: the class is loaded there from the same class path, made by its public constructor
 * without parameters, and asked once.
 *
 * @param opener a public class with a public constructor without parameters
 * @param arguments what {@link StoreOpener#open} is given there, such as a folder or an address
 */
public record OtherProcess(Class<? extends StoreOpener> opener, List<String> arguments) {}
