// Addresses that several pages of the console lead to.

export const OVERVIEW_PATH = "/console";
export const MODELS_PATH = "/console/models";
export const DATA_PATH = "/console/data";
export const RULES_PATH = "/console/rules";
export const CATALOGUE_PATH = "/console/catalogue";
export const itemPath = (itemId: string): string => `/console/items/${encodeURIComponent(itemId)}`;
export const customerPath = (customerId: string): string =>
  `/console/customers/${encodeURIComponent(customerId)}`;
export const SIGN_IN_PATH = "/console/sign-in";
export const SIGN_OUT_PATH = "/console/sign-out";
export const SIMULATION_PATH = "/console/simulation";
/** Two versions side by side. */
export const COMPARE_PATH = `${MODELS_PATH}/compare`;
/** A promotion, a rollback or a retrain, asked for and ordered. */
export const ORDER_PATH = `${MODELS_PATH}/order`;
