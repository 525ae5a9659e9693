// Keeps what strangers wrote from steering the terminal that it is shown in.

/** All control characters but the line's end and the tab; what turns the direction of writing; further line ends. */
const STEERING = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The text with a blank instead of each character that would not be seen, but obeyed. */
export const printable = (text: string): string => text.replaceAll(STEERING, " ");
