// All kinds of files that are known.
import type { ExportKind } from "./export.ts";
import { ga4 } from "./ga4.ts";
import { matomo } from "./matomo.ts";
import { merchantFeed } from "./merchant.ts";
import { shopifyOrders, shopifyProducts } from "./shopify.ts";
import { woocommerceOrderLines, woocommerceOrders, woocommerceProducts } from "./woocommerce.ts";

export const KINDS: readonly ExportKind[] = [
  shopifyOrders,
  shopifyProducts,
  woocommerceProducts,
  woocommerceOrders,
  woocommerceOrderLines,
  ga4,
  merchantFeed,
  matomo,
];
