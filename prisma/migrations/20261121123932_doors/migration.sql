-- AlterTable
ALTER TABLE "account" ADD COLUMN     "mail_bounced_at" TIMESTAMPTZ(3),
ADD COLUMN     "mail_frozen_until" TIMESTAMPTZ(3),
ADD COLUMN     "second_password_set_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "handle" UUID NOT NULL DEFAULT gen_random_uuid(),
ADD COLUMN     "saml_subject" TEXT,
ADD COLUMN     "staff_id" UUID,
ADD COLUMN     "ended_at" TIMESTAMPTZ(3),
ADD COLUMN     "ended_because" TEXT;

-- AlterTable
ALTER TABLE "one_time_link" ADD COLUMN     "bounced_at" TIMESTAMPTZ(3),
ADD COLUMN     "objected_at" TIMESTAMPTZ(3),
ADD COLUMN     "objection_hash" TEXT,
ADD COLUMN     "old_address" TEXT,
ADD COLUMN     "staff_id" UUID;

-- AlterTable
ALTER TABLE "mail_message" ADD COLUMN     "bounced_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "kept_form" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "kept_form_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "saml_request" (
    "id" TEXT NOT NULL,
    "university_id" UUID NOT NULL,
    "door" TEXT NOT NULL,
    "browser_hash" TEXT NOT NULL,
    "next" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "saml_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "saml_assertion" (
    "university_id" UUID NOT NULL,
    "assertion_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saml_assertion_pkey" PRIMARY KEY ("university_id","assertion_id")
);

-- CreateTable
CREATE TABLE "saml_ticket" (
    "ticket_hash" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "identity" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saml_ticket_pkey" PRIMARY KEY ("ticket_hash")
);

-- CreateTable
CREATE TABLE "one_time_link_proposal" (
    "id" UUID NOT NULL,
    "link_id" UUID NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "one_time_link_proposal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_member" (
    "id" UUID NOT NULL,
    "university_id" UUID NOT NULL,
    "mail_address" TEXT NOT NULL,
    "login_address" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'ja',
    "state" TEXT NOT NULL DEFAULT 'invited',
    "password_hash" TEXT,
    "totp_secret" TEXT,
    "totp_last_step" BIGINT,
    "subject_id" TEXT,
    "last_sign_in_at" TIMESTAMPTZ(3),
    "previous_sign_in_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_role" (
    "staff_id" UUID NOT NULL,
    "role" TEXT NOT NULL,

    CONSTRAINT "staff_role_pkey" PRIMARY KEY ("staff_id","role")
);

-- CreateTable
CREATE TABLE "staff_recovery_code" (
    "staff_id" UUID NOT NULL,
    "code_hash" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "staff_recovery_code_pkey" PRIMARY KEY ("staff_id","code_hash")
);

-- CreateIndex
CREATE INDEX "kept_form_account_id_idx" ON "kept_form"("account_id");

-- CreateIndex
CREATE INDEX "saml_request_expires_at_idx" ON "saml_request"("expires_at");

-- CreateIndex
CREATE INDEX "saml_assertion_expires_at_idx" ON "saml_assertion"("expires_at");

-- CreateIndex
CREATE INDEX "saml_ticket_expires_at_idx" ON "saml_ticket"("expires_at");

-- CreateIndex
CREATE INDEX "one_time_link_proposal_link_id_idx" ON "one_time_link_proposal"("link_id");

-- CreateIndex
CREATE UNIQUE INDEX "staff_member_university_id_login_address_key" ON "staff_member"("university_id", "login_address");

-- CreateIndex
CREATE UNIQUE INDEX "staff_member_university_id_subject_id_key" ON "staff_member"("university_id", "subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "session_handle_key" ON "session"("handle");

-- CreateIndex
CREATE INDEX "session_staff_id_idx" ON "session"("staff_id");

-- CreateIndex
CREATE INDEX "session_saml_subject_idx" ON "session"("saml_subject");

-- CreateIndex
CREATE UNIQUE INDEX "one_time_link_objection_hash_key" ON "one_time_link"("objection_hash");

-- CreateIndex
CREATE INDEX "one_time_link_staff_id_idx" ON "one_time_link"("staff_id");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "kept_form" ADD CONSTRAINT "kept_form_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_link" ADD CONSTRAINT "one_time_link_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_link_proposal" ADD CONSTRAINT "one_time_link_proposal_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "one_time_link"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_member" ADD CONSTRAINT "staff_member_university_id_fkey" FOREIGN KEY ("university_id") REFERENCES "university"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_role" ADD CONSTRAINT "staff_role_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_recovery_code" ADD CONSTRAINT "staff_recovery_code_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ------------------------------------------------------------ rules that Prisma's language has no words for

-- One open request a member of staff and purpose, as for accounts.
CREATE UNIQUE INDEX "one_time_link_one_open_staff" ON "one_time_link" ("staff_id", "purpose")
  WHERE "used_at" IS NULL AND "superseded_at" IS NULL AND "closed_at" IS NULL;

ALTER TABLE "session" ADD CONSTRAINT "session_of_one" CHECK ("account_id" IS NULL OR "staff_id" IS NULL);
ALTER TABLE "session" ADD CONSTRAINT "session_ended" CHECK (("ended_at" IS NULL) = ("ended_because" IS NULL));
ALTER TABLE "account" ADD CONSTRAINT "account_second_password" CHECK
  (("second_password_hash" IS NULL) = ("second_password_set_at" IS NULL));
-- Nobody of staff works here with a password alone (R-306).
ALTER TABLE "staff_member" ADD CONSTRAINT "staff_member_state" CHECK ("state" IN ('invited', 'active', 'disabled'));
ALTER TABLE "staff_member" ADD CONSTRAINT "staff_member_active" CHECK
  ("state" <> 'active' OR "subject_id" IS NOT NULL OR ("password_hash" IS NOT NULL AND "totp_secret" IS NOT NULL));
ALTER TABLE "staff_member" ADD CONSTRAINT "staff_member_login_address" CHECK ("login_address" = lower("mail_address"));
ALTER TABLE "staff_role" ADD CONSTRAINT "staff_role_role" CHECK
  ("role" IN ('reviewer', 'senior_reviewer', 'accountant', 'administrator', 'call_centre', 'auditor'));
ALTER TABLE "saml_request" ADD CONSTRAINT "saml_request_door" CHECK ("door" IN ('student', 'staff'));
-- Whose mailbox it is: asked by visitors who have forgotten something, so it must not read the whole table.
CREATE INDEX "account_mailbox" ON "account" ("university_id", lower("mail_address"));
