// A name and a face for a customer of whom the shop knows only an id. Both are made up, and always the same for one id.

const NAMES =
  "Ada Alma Amir Anouk Arne Aylin Bela Bruno Carla Cem Clara Daria Dario Edda Elif Emil Enno Esra Fabio Femke Fiona Frida Gita Hanna Henrik Ida Ilja Ines Ivo Jana Jarek Jonas Juna Kaja Karim Kira Lars Leila Lina Livia Luca Maja Malik Mara Matteo Mila Mira Nadia Nele Nico Nora Olga Oskar Paula Pia Rafael Ravi Rosa Samir Selma Simon Sofia Stina Tarek Thea Tilda Tom Ugo Vera Viktor Wanda Yara Yusuf Zoe".split(
    " ",
  );

export const FACES = 240;

const A = "A".charCodeAt(0);
const LETTERS = 26;

export interface Face {
  readonly name: string;
  /** Which drawing, from 0 to `FACES` - 1. */
  readonly face: number;
}

export function faceOf(customerId: string): Face {
  const number = new Bun.CryptoHasher("sha256").update(customerId).digest().readUInt32LE(0);
  const initial = String.fromCodePoint(A + ((number >>> 16) % LETTERS));
  return { name: `${NAMES[number % NAMES.length]} ${initial}.`, face: (number >>> 8) % FACES };
}
