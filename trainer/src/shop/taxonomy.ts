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
  readonly season: Season;
}

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
//   sub-category | noun | price | materials | forms | sizes | bought along with [| its own season]
const TABLE = `
Cameras | even
  Digital Cameras | Camera | 420 | Aluminium, Magnesium | Compact, Mirrorless, Bridge, Travel Zoom | 20 MP, 24 MP, 33 MP | Memory Cards, Camera Bags
  Memory Cards | Memory Card | 28 | Shockproof, Waterproof | SD, microSD, CFexpress | 64 GB, 128 GB, 256 GB, 512 GB | Card Readers
  Camera Bags | Camera Bag | 65 | Canvas, Nylon, Leather | Sling, Messenger, Holster | Small, Medium, Large | Tripods
  Tripods | Tripod | 90 | Carbon, Aluminium | Travel, Tabletop, Studio | 120 cm, 150 cm, 170 cm | Digital Cameras
Computers | even
  Laptops | Laptop | 850 | Aluminium, Magnesium | Slim, Convertible, Workstation | 13 Inch, 14 Inch, 16 Inch | Laptop Sleeves, Mice
  Laptop Sleeves | Laptop Sleeve | 30 | Felt, Neoprene, Leather | Zip, Flap, Padded | 13 Inch, 14 Inch, 16 Inch | Mice
  Mice | Mouse | 38 | Recycled Plastic, Aluminium | Wireless, Vertical, Silent | Small, Standard | Laptops
  Card Readers | Card Reader | 22 | Aluminium, Recycled Plastic | USB-C, Dual Slot, Pocket | 2 Ports, 4 Ports | Memory Cards
Kitchen | even
  Espresso Machines | Espresso Machine | 310 | Steel, Brass | Lever, Compact, Twin Boiler | 1 Cup, 2 Cup | Coffee Beans, Coffee Cups
  Coffee Beans | Coffee Beans | 15 | Arabica, Robusta | Dark Roast, Light Roast, Decaf | 250 g, 500 g, 1 kg | Coffee Cups
  Coffee Cups | Cups | 24 | Porcelain, Stoneware, Glass | Espresso, Cappuccino, Travel | 2 Pack, 4 Pack, 6 Pack | Coffee Beans
  Frying Pans | Frying Pan | 55 | Cast Iron, Steel, Ceramic | Deep, Flat, Grill | 20 cm, 24 cm, 28 cm | Spatulas
  Spatulas | Spatula | 11 | Silicone, Beech, Steel | Slotted, Flexible, Wide | Single, 2 Pack | Frying Pans
Clothing | even
  Socks | Socks | 14 | Merino, Cotton, Bamboo | Crew, Ankle, Hiking | 1 Pair, 3 Pack, 5 Pack | Sneakers
  Shirts | Shirt | 48 | Linen, Cotton, Flannel | Oxford, Band Collar, Short Sleeve | S, M, L, XL | Belts
  Belts | Belt | 35 | Leather, Canvas, Woven | Slim, Classic, Reversible | 85 cm, 95 cm, 105 cm | Shirts
  Winter Jackets | Jacket | 160 | Down, Wool, Recycled Polyester | Parka, Quilted, Shell | S, M, L, XL | Beanies, Gloves | winter
  Beanies | Beanie | 22 | Merino, Cashmere, Acrylic | Ribbed, Slouchy, Fleece-Lined | One Size | Gloves | winter
  Gloves | Gloves | 30 | Leather, Merino, Fleece | Touchscreen, Padded, Driving | S, M, L | Beanies | winter
Shoes | even
  Sneakers | Sneakers | 85 | Canvas, Leather, Knit | Low, High, Court | Size 38, Size 40, Size 42, Size 44 | Shoe Care, Socks
  Sandals | Sandals | 55 | Leather, Cork, Rubber | Strap, Slide, Trekking | Size 37, Size 39, Size 41 | Sunscreen | summer
  Boots | Boots | 140 | Leather, Suede, Waxed Canvas | Chelsea, Lace-Up, Hiking | Size 38, Size 40, Size 42, Size 44 | Shoe Care, Socks | winter
  Shoe Care | Shoe Care | 12 | Beeswax, Horsehair, Cedar | Polish, Brush, Spray | Single, Kit | Boots
Beauty | even
  Moisturisers | Moisturiser | 26 | Aloe, Shea, Hyaluronic | Day, Night, Gel | 50 ml, 100 ml | Cleansers
  Cleansers | Cleanser | 16 | Oat, Charcoal, Green Tea | Foaming, Oil, Balm | 100 ml, 200 ml | Moisturisers
  Sunscreen | Sunscreen | 19 | Mineral, Aloe | Spray, Lotion, Stick | SPF 30, SPF 50 | Moisturisers | summer
  Nail Polish | Nail Polish | 9 | Gel, Quick-Dry | Matte, Gloss, Glitter | 8 ml, 12 ml | Cleansers
Garden | spring
  Planters | Planter | 32 | Terracotta, Zinc, Fibre Clay | Hanging, Tall, Window | 15 cm, 25 cm, 40 cm | Potting Soil, Seeds
  Potting Soil | Potting Soil | 12 | Peat-Free, Coir | Herb, Flower, Vegetable | 10 l, 20 l, 40 l | Seeds
  Seeds | Seeds | 4 | Organic, Heirloom | Tomato, Basil, Wildflower, Radish | 1 Pack, 3 Pack | Planters
  Garden Tools | Hand Tool | 21 | Steel, Ash, Bronze | Trowel, Pruner, Weeder | Small, Standard | Potting Soil
Outdoor | summer
  Tents | Tent | 220 | Ripstop, Canvas, Recycled Polyester | Dome, Tunnel, Ultralight | 1 Person, 2 Person, 4 Person | Sleeping Bags, Camping Lamps
  Sleeping Bags | Sleeping Bag | 110 | Down, Synthetic, Wool | Mummy, Quilt, Wide | 0 C, 5 C, 10 C | Camping Lamps
  Camping Lamps | Lamp | 34 | Aluminium, Recycled Plastic | Solar, Rechargeable, Folding | 200 lm, 400 lm | Tents
  Water Bottles | Water Bottle | 23 | Steel, Tritan, Glass | Insulated, Wide Mouth, Filter | 500 ml, 750 ml, 1 l | Running Belts
Sports | even
  Running Belts | Running Belt | 25 | Neoprene, Lycra | Slim, Twin Pocket, Bottle | S, M, L | Water Bottles
  Yoga Mats | Yoga Mat | 44 | Cork, Rubber, Jute | Travel, Thick, Grip | 3 mm, 5 mm, 6 mm | Yoga Blocks
  Yoga Blocks | Yoga Block | 14 | Cork, Foam, Bamboo | Wide, Slim | Single, 2 Pack | Yoga Mats
  Skis | Skis | 380 | Ash Core, Poplar Core | All-Mountain, Touring, Carving | 160 cm, 170 cm, 180 cm | Ski Goggles, Gloves | winter
  Ski Goggles | Ski Goggles | 75 | Polycarbonate, Photochromic | Cylindrical, Spherical | S, M, L | Skis | winter
Toys | gifts
  Building Bricks | Building Set | 36 | Recycled Plastic, Beech | Castle, Space, Harbour, Farm | 120 Pieces, 350 Pieces, 800 Pieces | Storage Boxes
  Puzzles | Puzzle | 18 | Cardboard, Wood | Map, Animal, Landscape | 100 Pieces, 500 Pieces, 1000 Pieces | Board Games
  Board Games | Board Game | 34 | Linen-Finish, Wooden | Strategy, Family, Party | 2 Players, 4 Players, 6 Players | Puzzles
  Storage Boxes | Storage Box | 20 | Felt, Bamboo, Cardboard | Stackable, Rolling, Lidded | 10 l, 20 l, 30 l | Building Bricks
Home | even
  Bed Linen | Duvet Cover Set | 70 | Linen, Percale, Flannel | Washed, Striped, Plain | Single, Double, King | Pillows
  Pillows | Pillow | 42 | Down, Wool, Memory Foam | Soft, Firm, Side Sleeper | 40x80, 60x60, 80x80 | Bed Linen
  Candles | Candle | 17 | Soy, Beeswax, Rapeseed | Scented, Pillar, Tealight | 20 h, 40 h, 60 h | Vases | gifts
  Vases | Vase | 33 | Glass, Stoneware, Porcelain | Bud, Tall, Round | 12 cm, 20 cm, 30 cm | Candles
Stationery | school
  Notebooks | Notebook | 13 | Recycled Paper, Linen-Bound, Leather-Bound | Dotted, Lined, Plain | A6, A5, A4 | Fountain Pens, Pencils
  Fountain Pens | Fountain Pen | 45 | Brass, Resin, Aluminium | Pocket, Classic, Calligraphy | Fine, Medium, Broad | Ink
  Ink | Ink | 12 | Pigment, Dye | Bottled, Cartridge | 30 ml, 50 ml | Notebooks
  Pencils | Pencils | 8 | Cedar, Graphite | Sketching, Coloured, Carpenter | 6 Pack, 12 Pack, 24 Pack | Notebooks
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
    const [name = "", noun = "", price, materials, forms, sizes, complements, own = usual] = cells;
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
      season,
    });
  }
  return rows;
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
