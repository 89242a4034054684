-- DropForeignKey
ALTER TABLE "refund" DROP CONSTRAINT "refund_order_id_fkey";

-- DropForeignKey
ALTER TABLE "journal_entry" DROP CONSTRAINT "journal_entry_order_id_fkey";

-- AlterTable
ALTER TABLE "order" ADD COLUMN     "reopened_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "order_line" ADD COLUMN     "frozen_affiliation" JSONB,
ADD COLUMN     "pages" INTEGER;

-- AlterTable
ALTER TABLE "payment" ADD COLUMN     "due_at" TIMESTAMPTZ(3),
ADD COLUMN     "slip" JSONB;

-- AlterTable
ALTER TABLE "refund" ADD COLUMN     "attempt" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "channel" TEXT NOT NULL DEFAULT 'provider',
ADD COLUMN     "note" TEXT,
ADD COLUMN     "paid_out_at" TIMESTAMPTZ(3),
ADD COLUMN     "paid_out_by" TEXT,
ADD COLUMN     "payout_reference" TEXT,
ADD COLUMN     "requested_by" TEXT,
ALTER COLUMN "order_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "journal_entry" ALTER COLUMN "order_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "print_job" ADD COLUMN     "printed_before" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "qr_image" BYTEA,
ADD COLUMN     "registrations" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "retained_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "mail_message" ADD COLUMN     "sent_again_of" UUID;

-- CreateTable
CREATE TABLE "deposit" (
    "id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_deposit_id" TEXT NOT NULL,
    "slip_key" TEXT NOT NULL,
    "payment_id" UUID,
    "order_id" UUID,
    "amount_yen" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "store" TEXT,
    "paid_at" TIMESTAMPTZ(3) NOT NULL,
    "counted_yen" INTEGER NOT NULL DEFAULT 0,
    "returning_yen" INTEGER NOT NULL DEFAULT 0,
    "reversed_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "deposit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deadline_change" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "which" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "before" TIMESTAMPTZ(3) NOT NULL,
    "after" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "deadline_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "receipt" (
    "order_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "name_set_at" TIMESTAMPTZ(3),
    "issued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "receipt_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "ledger_comparison" (
    "id" UUID NOT NULL,
    "university_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "day" CHAR(10) NOT NULL,
    "compared_at" TIMESTAMPTZ(3) NOT NULL,
    "orders_yen" INTEGER NOT NULL,
    "journal_yen" INTEGER NOT NULL,
    "provider_yen" INTEGER NOT NULL,
    "differences" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "ledger_comparison_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_task" (
    "id" UUID NOT NULL,
    "university_id" UUID NOT NULL,
    "order_id" UUID,
    "kind" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "amount_yen" INTEGER,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "first_by" UUID,
    "first_at" TIMESTAMPTZ(3),
    "done_by" UUID,
    "done_at" TIMESTAMPTZ(3),
    "action" TEXT,
    "note" TEXT,

    CONSTRAINT "staff_task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "network_outage" (
    "id" UUID NOT NULL,
    "network" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3),
    "counted_at" TIMESTAMPTZ(3),

    CONSTRAINT "network_outage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "deposit_payment_id_idx" ON "deposit"("payment_id");

-- CreateIndex
CREATE INDEX "deposit_order_id_idx" ON "deposit"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "deposit_provider_provider_deposit_id_key" ON "deposit"("provider", "provider_deposit_id");

-- CreateIndex
CREATE UNIQUE INDEX "deadline_change_order_id_which_cause_reference_key" ON "deadline_change"("order_id", "which", "cause", "reference");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_comparison_university_id_provider_day_key" ON "ledger_comparison"("university_id", "provider", "day");

-- CreateIndex
CREATE INDEX "staff_task_university_id_state_created_at_idx" ON "staff_task"("university_id", "state", "created_at");

-- CreateIndex
CREATE INDEX "staff_task_order_id_idx" ON "staff_task"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "staff_task_kind_reference_key" ON "staff_task"("kind", "reference");

-- CreateIndex
CREATE INDEX "network_outage_network_from_idx" ON "network_outage"("network", "from");

-- CreateIndex
CREATE INDEX "order_state_print_deadline_idx" ON "order"("state", "print_deadline");

-- CreateIndex
CREATE INDEX "order_university_id_placed_at_idx" ON "order"("university_id", "placed_at" DESC);

-- CreateIndex
CREATE INDEX "order_university_id_state_placed_at_idx" ON "order"("university_id", "state", "placed_at" DESC);

-- CreateIndex
CREATE INDEX "order_university_id_payment_method_placed_at_idx" ON "order"("university_id", "payment_method", "placed_at" DESC);

-- CreateIndex
CREATE INDEX "order_line_student_number_idx" ON "order_line"("student_number");

-- CreateIndex
CREATE INDEX "refund_order_id_idx" ON "refund"("order_id");

-- CreateIndex
CREATE INDEX "journal_entry_booked_at_idx" ON "journal_entry"("booked_at");

-- CreateIndex
CREATE INDEX "print_job_order_id_idx" ON "print_job"("order_id");

-- CreateIndex
CREATE INDEX "mail_message_account_id_created_at_idx" ON "mail_message"("account_id", "created_at" DESC);

-- AddForeignKey
ALTER TABLE "deposit" ADD CONSTRAINT "deposit_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deposit" ADD CONSTRAINT "deposit_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "journal_entry" ADD CONSTRAINT "journal_entry_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deadline_change" ADD CONSTRAINT "deadline_change_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "receipt" ADD CONSTRAINT "receipt_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_comparison" ADD CONSTRAINT "ledger_comparison_university_id_fkey" FOREIGN KEY ("university_id") REFERENCES "university"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_task" ADD CONSTRAINT "staff_task_university_id_fkey" FOREIGN KEY ("university_id") REFERENCES "university"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_task" ADD CONSTRAINT "staff_task_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- ------------------------------------------------------------ rules that Prisma's language has no words for

ALTER TABLE "deposit" ADD CONSTRAINT "deposit_amount" CHECK ("amount_yen" > 0);
-- No yen of a deposit is both counted and given back, and none more than came in (I1).
ALTER TABLE "deposit" ADD CONSTRAINT "deposit_parts" CHECK
  ("counted_yen" >= 0 AND "returning_yen" >= 0 AND "counted_yen" + "returning_yen" <= "amount_yen");
ALTER TABLE "deposit" ADD CONSTRAINT "deposit_kind" CHECK ("kind" IN ('provisional', 'final'));
-- A deadline only ever moves later.
ALTER TABLE "deadline_change" ADD CONSTRAINT "deadline_change_later" CHECK ("after" > "before");
ALTER TABLE "deadline_change" ADD CONSTRAINT "deadline_change_which" CHECK ("which" IN ('payment', 'print'));
ALTER TABLE "refund" ADD CONSTRAINT "refund_channel" CHECK ("channel" IN ('provider', 'payout'));
ALTER TABLE "staff_task" ADD CONSTRAINT "staff_task_state" CHECK ("state" IN ('open', 'awaiting_second', 'done'));
ALTER TABLE "staff_task" ADD CONSTRAINT "staff_task_done" CHECK (("state" = 'done') = ("done_at" IS NOT NULL));
-- Where two people are needed, they are two.
ALTER TABLE "staff_task" ADD CONSTRAINT "staff_task_two" CHECK ("first_by" IS NULL OR "done_by" IS NULL OR "first_by" <> "done_by");
ALTER TABLE "network_outage" ADD CONSTRAINT "network_outage_span" CHECK ("to" IS NULL OR "to" > "from");
CREATE UNIQUE INDEX "network_outage_one_open" ON "network_outage" ("network") WHERE "to" IS NULL;
ALTER TABLE "print_job" ADD CONSTRAINT "print_job_printed_before" CHECK
  ("printed_before" >= 0 AND "printed_before" <= "printed_count" AND "registrations" >= 1);
-- Staff look an order up by the name on it, by its beginning.
CREATE INDEX "order_name_kana" ON "order" ("university_id", ("frozen_person"->>'nameKana') text_pattern_ops);
CREATE INDEX "order_name_ja" ON "order" ("university_id", ("frozen_person"->>'nameJa') text_pattern_ops);
-- What needs a person, and what is still open, are few among many.
CREATE INDEX "order_attention" ON "order" ("university_id", "placed_at" DESC) WHERE "attention" IS NOT NULL;
CREATE INDEX "order_open" ON "order" ("state") WHERE "state" IN ('awaiting_payment', 'preparing', 'printable', 'partly_printed', 'refunding');
-- Money that is on its way back is little among what is back.
CREATE INDEX "refund_open" ON "refund" ("requested_at") WHERE "state" <> 'refunded';
-- Cash that its store may still take back is asked about again.
-- What PayPal was still working on when the order ended: asked about once a day.
CREATE INDEX "payment_ended_pending" ON "payment" ("closed_at") WHERE "reason" = 'PENDING' AND "state" IN ('expired', 'abandoned');
CREATE INDEX "deposit_provisional" ON "deposit" ("paid_at") WHERE "kind" = 'provisional' AND "reversed_at" IS NULL;
