package com.example.invoicing.feeding;

import com.example.invoicing.domain.commands.Item;
import java.util.List;

/** Lines of the file as items of a command. */
final class Items {
    private Items() {}

    static List<Item> of(List<DocumentLine> lines) {
        return lines.stream().map(Items::of).toList();
    }

    static Item of(DocumentLine line) {
        return item(line, line.quantity());
    }

    /** A cancellation counts backwards in the file; on a credit note it does not. */
    static List<Item> takenBack(List<DocumentLine> lines) {
        return lines.stream().map(line -> item(line, -line.quantity())).toList();
    }

    private static Item item(DocumentLine line, int quantity) {
        return new Item(
                line.product(), line.description(), quantity, line.unitPrice(), Synthetic.vatClass(line.product()));
    }
}
