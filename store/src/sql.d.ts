// Migrations are imported as text.
declare module "*.sql" {
  const script: string;
  export default script;
}
