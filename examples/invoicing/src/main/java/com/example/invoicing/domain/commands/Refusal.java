package com.example.invoicing.domain.commands;

/** Why a command is not carried out: one exception for each rule, each with a sentence for the clerk who sent it. */
public abstract sealed class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Refusal(String sentence) {
        super(sentence);
    }

    public static final class CustomerExists extends Refusal {
        private static final long serialVersionUID = 1;

        CustomerExists(String customerId) {
            super("Customer " + customerId + " is registered already.");
        }
    }

    public static final class UnknownCustomer extends Refusal {
        private static final long serialVersionUID = 1;

        UnknownCustomer(String customerId) {
            super("There is no customer " + customerId + ". Register the customer first.");
        }
    }

    public static final class InvoiceExists extends Refusal {
        private static final long serialVersionUID = 1;

        InvoiceExists(String invoiceId) {
            super("There is an invoice " + invoiceId + " already.");
        }
    }

    public static final class UnknownInvoice extends Refusal {
        private static final long serialVersionUID = 1;

        UnknownInvoice(String invoiceId) {
            super("There is no invoice " + invoiceId + ".");
        }
    }

    public static final class NotADraft extends Refusal {
        private static final long serialVersionUID = 1;

        NotADraft(String invoiceId) {
            super("Invoice " + invoiceId + " is no draft any more, so it stays as it is.");
        }
    }

    public static final class InvoiceIsVoid extends Refusal {
        private static final long serialVersionUID = 1;

        InvoiceIsVoid(String invoiceId) {
            super("Invoice " + invoiceId + " is void.");
        }
    }

    public static final class BadQuantity extends Refusal {
        private static final long serialVersionUID = 1;

        BadQuantity(Item item) {
            super("The quantity of " + item.product() + " is " + item.quantity() + ", but it has to be 1 or more.");
        }
    }

    public static final class BadPrice extends Refusal {
        private static final long serialVersionUID = 1;

        BadPrice(Item item) {
            super("The price of " + item.product() + " is "
                    + item.unitPrice().toPlainString()
                    + ", but it has to be 0 or more, with at most three decimals.");
        }
    }

    public static final class NothingToCharge extends Refusal {
        private static final long serialVersionUID = 1;

        NothingToCharge(String invoiceId) {
            super("Invoice " + invoiceId + " comes to 0.00, so there is nothing to charge.");
        }
    }

    public static final class DueBeforeIssue extends Refusal {
        private static final long serialVersionUID = 1;

        DueBeforeIssue(String invoiceId) {
            super("Invoice " + invoiceId + " cannot be due before it is issued.");
        }
    }

    public static final class NumbersNotOpen extends Refusal {
        private static final long serialVersionUID = 1;

        NumbersNotOpen(String series) {
            super("The numbers " + series + " are not open yet. Open them once, at the start of the year.");
        }
    }

    public static final class NumbersOpenAlready extends Refusal {
        private static final long serialVersionUID = 1;

        NumbersOpenAlready(String series) {
            super("The numbers " + series + " are open already.");
        }
    }
}
