package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.Money;

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

    public static final class NotIssued extends Refusal {
        private static final long serialVersionUID = 1;

        NotIssued(String invoiceId) {
            super("Invoice " + invoiceId + " is not open: it is a draft, void or written off.");
        }
    }

    public static final class HasBookings extends Refusal {
        private static final long serialVersionUID = 1;

        HasBookings(String invoiceId) {
            super("Invoice " + invoiceId
                    + " has been paid, credited or written off in part. Issue a credit note instead.");
        }
    }

    public static final class UnknownLine extends Refusal {
        private static final long serialVersionUID = 1;

        UnknownLine(String invoiceId, int lineNo) {
            super("Invoice " + invoiceId + " has no line " + lineNo + ".");
        }
    }

    public static final class PaymentExists extends Refusal {
        private static final long serialVersionUID = 1;

        PaymentExists(String paymentId) {
            super("Payment " + paymentId + " is registered already.");
        }
    }

    public static final class NothingPaid extends Refusal {
        private static final long serialVersionUID = 1;

        NothingPaid(String paymentId) {
            super("Payment " + paymentId + " has to be for more than 0.00, and so has each part of it.");
        }
    }

    public static final class AllocatedMoreThanPaid extends Refusal {
        private static final long serialVersionUID = 1;

        AllocatedMoreThanPaid(String paymentId, Money amount, Money allocated) {
            super("Payment " + paymentId + " is for " + amount + ", but " + allocated
                    + " of it are said to be for invoices.");
        }
    }

    public static final class NamedTwice extends Refusal {
        private static final long serialVersionUID = 1;

        NamedTwice(String invoiceId) {
            super("Invoice " + invoiceId + " is named twice. Once is enough.");
        }
    }

    public static final class OfAnotherCustomer extends Refusal {
        private static final long serialVersionUID = 1;

        OfAnotherCustomer(String invoiceId, String customerId) {
            super("Invoice " + invoiceId + " is not one of customer " + customerId + ".");
        }
    }

    public static final class MoreThanOpen extends Refusal {
        private static final long serialVersionUID = 1;

        MoreThanOpen(String invoiceId, Money open, Money amount) {
            super("Invoice " + invoiceId + " has " + open + " open, so " + amount + " is too much.");
        }
    }

    public static final class CreditNoteExists extends Refusal {
        private static final long serialVersionUID = 1;

        CreditNoteExists(String creditNoteId) {
            super("There is a credit note " + creditNoteId + " already.");
        }
    }

    public static final class NothingToCredit extends Refusal {
        private static final long serialVersionUID = 1;

        NothingToCredit(String creditNoteId) {
            super("Credit note " + creditNoteId + " comes to 0.00, so there is nothing to credit.");
        }
    }

    public static final class NothingOpen extends Refusal {
        private static final long serialVersionUID = 1;

        NothingOpen(String invoiceId) {
            super("Invoice " + invoiceId + " has nothing open, so there is nothing to write off.");
        }
    }
}
