-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "university" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,

    CONSTRAINT "university_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "university_profile" (
    "id" UUID NOT NULL,
    "university_id" UUID NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "edition" TEXT NOT NULL,
    "settings" JSONB NOT NULL,

    CONSTRAINT "university_profile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "student" (
    "id" UUID NOT NULL,
    "university_id" UUID NOT NULL,
    "directory_id" TEXT NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_kana" TEXT NOT NULL,
    "name_roman" TEXT NOT NULL,
    "birth_date" CHAR(10) NOT NULL,

    CONSTRAINT "student_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "affiliation" (
    "id" UUID NOT NULL,
    "university_id" UUID NOT NULL,
    "student_id" UUID NOT NULL,
    "student_number" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "programme" TEXT NOT NULL,
    "faculty_ja" TEXT NOT NULL,
    "faculty_en" TEXT NOT NULL,
    "department_ja" TEXT NOT NULL,
    "department_en" TEXT NOT NULL,
    "year" INTEGER,
    "enrolled_on" CHAR(10) NOT NULL,
    "left_on" CHAR(10),
    "hold_reason_ja" TEXT,
    "hold_reason_en" TEXT,

    CONSTRAINT "affiliation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "course_record" (
    "id" UUID NOT NULL,
    "affiliation_id" UUID NOT NULL,
    "academic_year" INTEGER NOT NULL,
    "term" TEXT NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "credits" DECIMAL(4,1) NOT NULL,
    "grade" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "course_record_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "university_id" UUID NOT NULL,
    "user_type" TEXT NOT NULL,
    "login_id" TEXT NOT NULL,
    "mail_address" TEXT,
    "mail_confirmed_at" TIMESTAMPTZ(3),
    "locale" TEXT NOT NULL DEFAULT 'ja',
    "password_hash" TEXT,
    "second_password_hash" TEXT,
    "last_sign_in_at" TIMESTAMPTZ(3),
    "previous_sign_in_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_affiliation" (
    "account_id" UUID NOT NULL,
    "affiliation_id" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_affiliation_pkey" PRIMARY KEY ("account_id","affiliation_id")
);

-- CreateTable
CREATE TABLE "session" (
    "id_hash" TEXT NOT NULL,
    "account_id" UUID,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "idle_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "absolute_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "user_agent" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id_hash")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "one_time_link" (
    "id" UUID NOT NULL,
    "account_id" UUID,
    "university_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "mail_address" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "token_hash" TEXT,
    "code_hash" TEXT,
    "code_attempts" INTEGER NOT NULL DEFAULT 0,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "resend_allowed_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),
    "superseded_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "one_time_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "one_time_link_superseded" (
    "token_hash" TEXT NOT NULL,
    "link_id" UUID NOT NULL,
    "superseded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "one_time_link_superseded_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "issue_number_counter" (
    "university_id" UUID NOT NULL,
    "next" INTEGER NOT NULL,

    CONSTRAINT "issue_number_counter_pkey" PRIMARY KEY ("university_id")
);

-- CreateTable
CREATE TABLE "order_draft" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order" (
    "id" UUID NOT NULL,
    "university_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "issue_number" TEXT NOT NULL,
    "placement_key" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "placed_on" CHAR(10) NOT NULL,
    "profile_edition" TEXT NOT NULL,
    "destination" TEXT NOT NULL,
    "print_networks" TEXT[],
    "issue_fee_yen" INTEGER NOT NULL,
    "system_fee_yen" INTEGER NOT NULL,
    "total_yen" INTEGER NOT NULL,
    "payment_method" TEXT NOT NULL,
    "payment_deadline" TIMESTAMPTZ(3) NOT NULL,
    "print_deadline" TIMESTAMPTZ(3) NOT NULL,
    "frozen_person" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'awaiting_payment',
    "revision" INTEGER NOT NULL DEFAULT 0,
    "attention" TEXT,
    "paid_at" TIMESTAMPTZ(3),
    "printable_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "affiliation_id" UUID NOT NULL,
    "student_number" TEXT NOT NULL,
    "certificate_kind" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "copies" INTEGER NOT NULL,
    "unit_fee_yen" INTEGER NOT NULL,
    "fee_yen" INTEGER NOT NULL,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "amount_yen" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'created',
    "create_request_id" TEXT NOT NULL,
    "capture_request_id" TEXT NOT NULL,
    "provider_order_id" TEXT,
    "approval_url" TEXT,
    "capture_id" TEXT,
    "paid_at" TIMESTAMPTZ(3),
    "returned_at" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provider_event" (
    "id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "provider_order_id" TEXT,
    "capture_id" TEXT,
    "payment_id" UUID,
    "amount_yen" INTEGER,
    "currency" TEXT,
    "occurred_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "handled_at" TIMESTAMPTZ(3),
    "payload" JSONB NOT NULL,

    CONSTRAINT "provider_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refund" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "capture_id" TEXT NOT NULL,
    "amount_yen" INTEGER NOT NULL,
    "cause" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'requested',
    "provider_refund_id" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "journal_entry" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "event" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "debit" TEXT NOT NULL,
    "credit" TEXT NOT NULL,
    "amount_yen" INTEGER NOT NULL,

    CONSTRAINT "journal_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "print_job" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "line_id" UUID NOT NULL,
    "network" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'requested',
    "job_ref" TEXT,
    "code" TEXT,
    "pages" INTEGER,
    "copies" INTEGER NOT NULL,
    "printed_count" INTEGER NOT NULL DEFAULT 0,
    "registered_at" TIMESTAMPTZ(3),
    "ready_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "delayed_since" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "print_job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail_message" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "account_id" UUID,
    "order_id" UUID,
    "template" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "sender_name" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "accepted_at" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "mail_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "cause" TEXT,
    "university_id" UUID,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "university_code_key" ON "university"("code");

-- CreateIndex
CREATE UNIQUE INDEX "university_profile_university_id_effective_from_key" ON "university_profile"("university_id", "effective_from");

-- CreateIndex
CREATE UNIQUE INDEX "student_university_id_directory_id_key" ON "student"("university_id", "directory_id");

-- CreateIndex
CREATE INDEX "affiliation_student_id_idx" ON "affiliation"("student_id");

-- CreateIndex
CREATE UNIQUE INDEX "affiliation_university_id_student_number_key" ON "affiliation"("university_id", "student_number");

-- CreateIndex
CREATE UNIQUE INDEX "course_record_affiliation_id_position_key" ON "course_record"("affiliation_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "account_university_id_user_type_login_id_key" ON "account"("university_id", "user_type", "login_id");

-- CreateIndex
CREATE INDEX "session_account_id_idx" ON "session"("account_id");

-- CreateIndex
CREATE INDEX "session_absolute_expires_at_idx" ON "session"("absolute_expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "one_time_link_token_hash_key" ON "one_time_link"("token_hash");

-- CreateIndex
CREATE INDEX "one_time_link_account_id_purpose_idx" ON "one_time_link"("account_id", "purpose");

-- CreateIndex
CREATE INDEX "order_draft_account_id_idx" ON "order_draft"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "order_placement_key_key" ON "order"("placement_key");

-- CreateIndex
CREATE INDEX "order_account_id_placed_at_idx" ON "order"("account_id", "placed_at" DESC);

-- CreateIndex
CREATE INDEX "order_state_payment_deadline_idx" ON "order"("state", "payment_deadline");

-- CreateIndex
CREATE UNIQUE INDEX "order_university_id_issue_number_key" ON "order"("university_id", "issue_number");

-- CreateIndex
CREATE UNIQUE INDEX "order_line_order_id_position_key" ON "order_line"("order_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "payment_provider_order_id_key" ON "payment"("provider_order_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_capture_id_key" ON "payment"("capture_id");

-- CreateIndex
CREATE INDEX "payment_order_id_idx" ON "payment"("order_id");

-- CreateIndex
CREATE INDEX "payment_state_created_at_idx" ON "payment"("state", "created_at");

-- CreateIndex
CREATE INDEX "provider_event_provider_order_id_idx" ON "provider_event"("provider_order_id");

-- CreateIndex
CREATE INDEX "provider_event_handled_at_received_at_idx" ON "provider_event"("handled_at", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "provider_event_provider_event_id_key" ON "provider_event"("provider", "event_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_provider_refund_id_key" ON "refund"("provider_refund_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_capture_id_cause_key" ON "refund"("capture_id", "cause");

-- CreateIndex
CREATE INDEX "journal_entry_order_id_idx" ON "journal_entry"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "journal_entry_event_reference_key" ON "journal_entry"("event", "reference");

-- CreateIndex
CREATE UNIQUE INDEX "print_job_key_key" ON "print_job"("key");

-- CreateIndex
CREATE INDEX "print_job_state_checked_at_idx" ON "print_job"("state", "checked_at");

-- CreateIndex
CREATE UNIQUE INDEX "print_job_line_id_network_key" ON "print_job"("line_id", "network");

-- CreateIndex
CREATE UNIQUE INDEX "mail_message_key_key" ON "mail_message"("key");

-- CreateIndex
CREATE UNIQUE INDEX "mail_message_message_id_key" ON "mail_message"("message_id");

-- CreateIndex
CREATE INDEX "mail_message_state_next_try_at_idx" ON "mail_message"("state", "next_try_at");

-- CreateIndex
CREATE INDEX "mail_message_order_id_idx" ON "mail_message"("order_id");

-- CreateIndex
CREATE INDEX "audit_entry_entity_entity_id_idx" ON "audit_entry"("entity", "entity_id");

-- AddForeignKey
ALTER TABLE "university_profile" ADD CONSTRAINT "university_profile_university_id_fkey" FOREIGN KEY ("university_id") REFERENCES "university"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "student" ADD CONSTRAINT "student_university_id_fkey" FOREIGN KEY ("university_id") REFERENCES "university"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "affiliation" ADD CONSTRAINT "affiliation_student_id_fkey" FOREIGN KEY ("student_id") REFERENCES "student"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "course_record" ADD CONSTRAINT "course_record_affiliation_id_fkey" FOREIGN KEY ("affiliation_id") REFERENCES "affiliation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_university_id_fkey" FOREIGN KEY ("university_id") REFERENCES "university"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_affiliation" ADD CONSTRAINT "account_affiliation_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_affiliation" ADD CONSTRAINT "account_affiliation_affiliation_id_fkey" FOREIGN KEY ("affiliation_id") REFERENCES "affiliation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_link" ADD CONSTRAINT "one_time_link_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_link_superseded" ADD CONSTRAINT "one_time_link_superseded_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "one_time_link"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_draft" ADD CONSTRAINT "order_draft_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order" ADD CONSTRAINT "order_university_id_fkey" FOREIGN KEY ("university_id") REFERENCES "university"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order" ADD CONSTRAINT "order_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_affiliation_id_fkey" FOREIGN KEY ("affiliation_id") REFERENCES "affiliation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "journal_entry" ADD CONSTRAINT "journal_entry_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "print_job" ADD CONSTRAINT "print_job_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "print_job" ADD CONSTRAINT "print_job_line_id_fkey" FOREIGN KEY ("line_id") REFERENCES "order_line"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mail_message" ADD CONSTRAINT "mail_message_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- ------------------------------------------------------------ rules that Prisma's language has no words for

-- R-180, I2: one open payment an order, one counted capture an order.
CREATE UNIQUE INDEX "payment_one_open" ON "payment" ("order_id") WHERE "state" IN ('created', 'open', 'pending');
CREATE UNIQUE INDEX "payment_one_captured" ON "payment" ("order_id") WHERE "state" = 'captured';
-- One open request an account and purpose: a newer one supersedes it first.
CREATE UNIQUE INDEX "one_time_link_one_open" ON "one_time_link" ("account_id", "purpose")
  WHERE "used_at" IS NULL AND "superseded_at" IS NULL AND "closed_at" IS NULL;

-- Yen are whole and never negative; a total is the sum of its parts (R-171, R-317).
ALTER TABLE "order" ADD CONSTRAINT "order_amounts" CHECK
  ("issue_fee_yen" >= 0 AND "system_fee_yen" >= 0 AND "total_yen" = "issue_fee_yen" + "system_fee_yen");
ALTER TABLE "order" ADD CONSTRAINT "order_state" CHECK ("state" IN ('awaiting_payment', 'preparing', 'printable',
  'partly_printed', 'printed', 'print_expired', 'lapsed', 'cancelled', 'refunding', 'refunded'));
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_amounts" CHECK
  ("copies" >= 1 AND "unit_fee_yen" >= 0 AND "fee_yen" = "unit_fee_yen" * "copies");
ALTER TABLE "payment" ADD CONSTRAINT "payment_amount" CHECK ("amount_yen" >= 0);
ALTER TABLE "payment" ADD CONSTRAINT "payment_captured_is_complete" CHECK
  ("state" <> 'captured' OR ("capture_id" IS NOT NULL AND "paid_at" IS NOT NULL));
ALTER TABLE "refund" ADD CONSTRAINT "refund_amount" CHECK ("amount_yen" > 0);
ALTER TABLE "journal_entry" ADD CONSTRAINT "journal_entry_amount" CHECK ("amount_yen" >= 0 AND "debit" <> "credit");
ALTER TABLE "print_job" ADD CONSTRAINT "print_job_counts" CHECK ("copies" >= 1 AND "printed_count" >= 0);
ALTER TABLE "print_job" ADD CONSTRAINT "print_job_ready_has_code" CHECK ("state" <> 'ready' OR "code" IS NOT NULL);
ALTER TABLE "account" ADD CONSTRAINT "account_user_type" CHECK ("user_type" IN ('student', 'graduate'));
ALTER TABLE "account" ADD CONSTRAINT "account_confirmed_mail" CHECK ("mail_address" IS NULL OR "mail_confirmed_at" IS NOT NULL);

-- I5, I17: the journal and the audit trail only grow.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "journal_entry_append_only" BEFORE UPDATE OR DELETE ON "journal_entry"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
