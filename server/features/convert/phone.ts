/** Phone numbers as other systems write them. Which country a number belongs to is a library's knowledge, handed in. */
import type { Column } from "../../core/filetypes/table.ts";
import { phoneDigits } from "../../core/filetypes/values.ts";

/** A number that can mean only one. */
export interface PhoneNumber {
  /** `+13135550100`. */
  readonly international: string;
  /** `US`. */
  readonly country: string;
  /** As dialled within its country, digits only. */
  readonly national: string;
  /** Where the text brought one along. */
  readonly extension: string | undefined;
}

/** Reads a number, from a country or with its country code; undefined unless it can mean only one. */
export type ReadPhone = (text: string, country: string | undefined) => PhoneNumber | undefined;

/** How a number is written in a column, and what the column cannot say. */
export interface WrittenPhone {
  readonly text: string;
  /** Which number it is stands in the text: the country need not be told beside it. */
  readonly international: boolean;
}

/** For columns of digits the number within its country, where that can be told beside it; else the international one. */
export function writePhone({ field }: Column, text: string, number: PhoneNumber | undefined): WrittenPhone {
  if (field.type === "phone" && field.variant === "digits")
    return { text: number?.national ?? phoneDigits(text) ?? text, international: false };
  return { text: number?.international ?? text, international: number !== undefined };
}
