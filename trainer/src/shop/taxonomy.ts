// What the generated shop sells: departments, sub-categories, words for titles, what goes with what and when.

export interface SubCategory {
  readonly name: string;
  readonly department: string;
  /** What one product is called in its title. */
  readonly noun: string;
  /** Typical price. */
  readonly price: number;
  readonly materials: readonly string[];
  readonly forms: readonly string[];
  readonly sizes: readonly string[];
  /** Names of the sub-categories that are bought along with this one. */
  readonly complements: readonly string[];
  readonly nature: Nature;
  readonly season: Season;
}

/**
 * How a kind of product is bought again: a `durable` once in years, a `consumable` every so many days, and of a `varied`
 * kind (clothes, toys) another one now and then, never the same.
 */
export type Nature =
  | { readonly kind: "durable" }
  | { readonly kind: "consumable"; readonly days: number }
  | { readonly kind: "varied" };

/** Demand over the year: highest in month `peak` (0 = January), there e^(2 × `strength`) times the lowest. */
interface Season {
  readonly peak: number;
  readonly strength: number;
}

const SEASONS: Readonly<Record<string, Season>> = {
  even: { peak: 11, strength: 0.2 },
  winter: { peak: 0, strength: 1.3 },
  spring: { peak: 3, strength: 1.2 },
  summer: { peak: 6, strength: 1.1 },
  school: { peak: 8, strength: 0.6 },
  gifts: { peak: 11, strength: 0.8 },
};

// department | season
//   sub-category | noun | price | materials | forms | sizes | bought along with | how it is bought [| its own season]
const TABLE = `
Cameras | even
  Digital Cameras | Camera | 420 | Aluminium, Magnesium | Compact, Mirrorless, Bridge, Travel Zoom | 20 MP, 24 MP, 33 MP | Memory Cards, Camera Bags | durable
  Memory Cards | Memory Card | 28 | Shockproof, Waterproof | SD, microSD, CFexpress | 64 GB, 128 GB, 256 GB, 512 GB | Card Readers | varied
  Camera Bags | Camera Bag | 65 | Canvas, Nylon, Leather | Sling, Messenger, Holster | Small, Medium, Large | Tripods | durable
  Tripods | Tripod | 90 | Carbon, Aluminium | Travel, Tabletop, Studio | 120 cm, 150 cm, 170 cm | Camera Bags | durable
Computers | even
  Laptops | Laptop | 850 | Aluminium, Magnesium | Slim, Convertible, Workstation | 13 Inch, 14 Inch, 16 Inch | Laptop Sleeves, Mice | durable
  Laptop Sleeves | Laptop Sleeve | 30 | Felt, Neoprene, Leather | Zip, Flap, Padded | 13 Inch, 14 Inch, 16 Inch | Mice | durable
  Mice | Mouse | 38 | Recycled Plastic, Aluminium | Wireless, Vertical, Silent | Small, Standard | Laptop Sleeves | durable
  Card Readers | Card Reader | 22 | Aluminium, Recycled Plastic | USB-C, Dual Slot, Pocket | 2 Ports, 4 Ports | Memory Cards | durable
Kitchen | even
  Espresso Machines | Espresso Machine | 310 | Steel, Brass | Lever, Compact, Twin Boiler | 1 Cup, 2 Cup | Coffee Beans, Coffee Cups | durable
  Coffee Beans | Coffee Beans | 15 | Arabica, Robusta | Dark Roast, Light Roast, Decaf | 250 g, 500 g, 1 kg | Coffee Cups | every 21
  Coffee Cups | Cups | 24 | Porcelain, Stoneware, Glass | Espresso, Cappuccino, Travel | 2 Pack, 4 Pack, 6 Pack | Coffee Beans | varied
  Frying Pans | Frying Pan | 55 | Cast Iron, Steel, Ceramic | Deep, Flat, Grill | 20 cm, 24 cm, 28 cm | Spatulas | durable
  Spatulas | Spatula | 11 | Silicone, Beech, Steel | Slotted, Flexible, Wide | Single, 2 Pack | Frying Pans | durable
Clothing | even
  Socks | Socks | 14 | Merino, Cotton, Bamboo | Crew, Ankle, Hiking | 1 Pair, 3 Pack, 5 Pack | Sneakers | every 90
  Shirts | Shirt | 48 | Linen, Cotton, Flannel | Oxford, Band Collar, Short Sleeve | S, M, L, XL | Belts | varied
  Belts | Belt | 35 | Leather, Canvas, Woven | Slim, Classic, Reversible | 85 cm, 95 cm, 105 cm | Shirts | varied
  Winter Jackets | Jacket | 160 | Down, Wool, Recycled Polyester | Parka, Quilted, Shell | S, M, L, XL | Beanies, Gloves | durable | winter
  Beanies | Beanie | 22 | Merino, Cashmere, Acrylic | Ribbed, Slouchy, Fleece-Lined | One Size | Gloves | varied | winter
  Gloves | Gloves | 30 | Leather, Merino, Fleece | Touchscreen, Padded, Driving | S, M, L | Beanies | varied | winter
Shoes | even
  Sneakers | Sneakers | 85 | Canvas, Leather, Knit | Low, High, Court | Size 38, Size 40, Size 42, Size 44 | Shoe Care, Socks | varied
  Sandals | Sandals | 55 | Leather, Cork, Rubber | Strap, Slide, Trekking | Size 37, Size 39, Size 41 | Sunscreen | varied | summer
  Boots | Boots | 140 | Leather, Suede, Waxed Canvas | Chelsea, Lace-Up, Hiking | Size 38, Size 40, Size 42, Size 44 | Shoe Care, Socks | varied | winter
  Shoe Care | Shoe Care | 12 | Beeswax, Horsehair, Cedar | Polish, Brush, Spray | Single, Kit | Boots | every 70
Beauty | even
  Moisturisers | Moisturiser | 26 | Aloe, Shea, Hyaluronic | Day, Night, Gel | 50 ml, 100 ml | Cleansers | every 42
  Cleansers | Cleanser | 16 | Oat, Charcoal, Green Tea | Foaming, Oil, Balm | 100 ml, 200 ml | Moisturisers | every 35
  Sunscreen | Sunscreen | 19 | Mineral, Aloe | Spray, Lotion, Stick | SPF 30, SPF 50 | Moisturisers | every 49 | summer
  Nail Polish | Nail Polish | 9 | Gel, Quick-Dry | Matte, Gloss, Glitter | 8 ml, 12 ml | Cleansers | varied
Garden | spring
  Planters | Planter | 32 | Terracotta, Zinc, Fibre Clay | Hanging, Tall, Window | 15 cm, 25 cm, 40 cm | Potting Soil, Seeds | varied
  Potting Soil | Potting Soil | 12 | Peat-Free, Coir | Herb, Flower, Vegetable | 10 l, 20 l, 40 l | Seeds | every 45
  Seeds | Seeds | 4 | Organic, Heirloom | Tomato, Basil, Wildflower, Radish | 1 Pack, 3 Pack | Planters | every 40
  Garden Tools | Hand Tool | 21 | Steel, Ash, Bronze | Trowel, Pruner, Weeder | Small, Standard | Potting Soil | varied
Outdoor | summer
  Tents | Tent | 220 | Ripstop, Canvas, Recycled Polyester | Dome, Tunnel, Ultralight | 1 Person, 2 Person, 4 Person | Sleeping Bags, Camping Lamps | durable
  Sleeping Bags | Sleeping Bag | 110 | Down, Synthetic, Wool | Mummy, Quilt, Wide | 0 C, 5 C, 10 C | Camping Lamps | durable
  Camping Lamps | Lamp | 34 | Aluminium, Recycled Plastic | Solar, Rechargeable, Folding | 200 lm, 400 lm | Water Bottles | durable
  Water Bottles | Water Bottle | 23 | Steel, Tritan, Glass | Insulated, Wide Mouth, Filter | 500 ml, 750 ml, 1 l | Running Belts | durable
Sports | even
  Running Belts | Running Belt | 25 | Neoprene, Lycra | Slim, Twin Pocket, Bottle | S, M, L | Water Bottles | durable
  Yoga Mats | Yoga Mat | 44 | Cork, Rubber, Jute | Travel, Thick, Grip | 3 mm, 5 mm, 6 mm | Yoga Blocks | durable
  Yoga Blocks | Yoga Block | 14 | Cork, Foam, Bamboo | Wide, Slim | Single, 2 Pack | Water Bottles | durable
  Skis | Skis | 380 | Ash Core, Poplar Core | All-Mountain, Touring, Carving | 160 cm, 170 cm, 180 cm | Ski Goggles, Gloves | durable | winter
  Ski Goggles | Ski Goggles | 75 | Polycarbonate, Photochromic | Cylindrical, Spherical | S, M, L | Gloves, Beanies | durable | winter
Toys | gifts
  Building Bricks | Building Set | 36 | Recycled Plastic, Beech | Castle, Space, Harbour, Farm | 120 Pieces, 350 Pieces, 800 Pieces | Storage Boxes | varied
  Puzzles | Puzzle | 18 | Cardboard, Wood | Map, Animal, Landscape | 100 Pieces, 500 Pieces, 1000 Pieces | Board Games | varied
  Board Games | Board Game | 34 | Linen-Finish, Wooden | Strategy, Family, Party | 2 Players, 4 Players, 6 Players | Puzzles | varied
  Storage Boxes | Storage Box | 20 | Felt, Bamboo, Cardboard | Stackable, Rolling, Lidded | 10 l, 20 l, 30 l | Building Bricks | varied
Home | even
  Bed Linen | Duvet Cover Set | 70 | Linen, Percale, Flannel | Washed, Striped, Plain | Single, Double, King | Pillows | varied
  Pillows | Pillow | 42 | Down, Wool, Memory Foam | Soft, Firm, Side Sleeper | 40x80, 60x60, 80x80 | Bed Linen | durable
  Candles | Candle | 17 | Soy, Beeswax, Rapeseed | Scented, Pillar, Tealight | 20 h, 40 h, 60 h | Vases | every 35 | gifts
  Vases | Vase | 33 | Glass, Stoneware, Porcelain | Bud, Tall, Round | 12 cm, 20 cm, 30 cm | Candles | varied
Stationery | school
  Notebooks | Notebook | 13 | Recycled Paper, Linen-Bound, Leather-Bound | Dotted, Lined, Plain | A6, A5, A4 | Fountain Pens, Pencils | every 45
  Fountain Pens | Fountain Pen | 45 | Brass, Resin, Aluminium | Pocket, Classic, Calligraphy | Fine, Medium, Broad | Ink | durable
  Ink | Ink | 12 | Pigment, Dye | Bottled, Cartridge | 30 ml, 50 ml | Notebooks | every 30
  Pencils | Pencils | 8 | Cedar, Graphite | Sketching, Coloured, Carpenter | 6 Pack, 12 Pack, 24 Pack | Notebooks | every 60
`;

const words = (text = ""): string[] => text.trim().split(", ");

function readTable(table: string): SubCategory[] {
  const rows: SubCategory[] = [];
  let department = "";
  let usual = "even";
  for (const line of table.trim().split("\n")) {
    const cells = line.split("|").map((cell) => cell.trim());
    if (!line.startsWith(" ")) {
      [department = "", usual = "even"] = cells;
      continue;
    }
    const [name = "", noun = "", price, materials, forms, sizes, complements, nature, own = usual] = cells;
    const season = SEASONS[own];
    if (season === undefined) throw new Error(`the season "${own}" of "${name}" is not one of SEASONS`);
    rows.push({
      name,
      department,
      noun,
      price: Number(price),
      materials: words(materials),
      forms: words(forms),
      sizes: words(sizes),
      complements: words(complements),
      nature: natureOf(nature),
      season,
    });
  }
  return rows;
}

function natureOf(text = ""): Nature {
  const [, days] = /^every (\d+)$/.exec(text) ?? [];
  if (days !== undefined) return { kind: "consumable", days: Number(days) };
  if (text === "durable" || text === "varied") return { kind: text };
  throw new Error(`"${text}" does not say how a kind is bought: durable, varied or every DAYS`);
}

export const SUB_CATEGORIES: readonly SubCategory[] = readTable(TABLE);

const BY_NAME = new Map(SUB_CATEGORIES.map((one) => [one.name, one]));

/** The sub-category of this name, where the generated shop has one. */
export function subCategory(name: string): SubCategory | undefined {
  return BY_NAME.get(name);
}

const WITHOUT_COLOUR = new Set(
  words(
    "Memory Cards, Coffee Beans, Cleansers, Moisturisers, Sunscreen, Potting Soil, Seeds, Puzzles, Board Games",
  ),
);

/** The colours that a sub-category's products come in; none where colour means nothing. */
export function coloursOf({ name }: SubCategory): readonly string[] {
  return WITHOUT_COLOUR.has(name) ? [] : COLOURS;
}

const COLOURS: readonly string[] = words(
  "Charcoal, Black, White, Navy, Forest, Sand, Rust, Sky, Plum, Mustard, Rose, Sage",
);

/** Invented brands; which sub-categories each serves and how dear it is follow from the shop's seed. */
export const BRANDS: readonly string[] = words(
  "Alder & Co, Arvika, Belmond, Birch Lane, Bluefin, Brightwell, Caldera, Calix, Cobalt, Corvid, Dunmore, Eastbay, " +
    "Elmhurst, Fennel, Fjordal, Foxglove, Galena, Greyling, Halden, Harrow, Heron, Ivory Row, Juniper, Kestrel, " +
    "Kinfold, Larkspur, Linden, Lumo, Marlow, Meridian, Mistral, Moss & Main, Nordhus, Oakline, Orrin, Osprey, " +
    "Pinecrest, Quillon, Rowan, Saltmarsh, Sorrel, Stonehill, Tamarack, Tern, Umbra, Vesper, Wexford, Yarrow",
);
