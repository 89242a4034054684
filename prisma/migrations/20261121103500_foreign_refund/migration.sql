-- Money that the provider took in another currency goes back like any other; it is no yen, so its refund is 0 of them.
ALTER TABLE "refund" DROP CONSTRAINT "refund_amount";
ALTER TABLE "refund" ADD CONSTRAINT "refund_amount" CHECK ("amount_yen" >= 0);
