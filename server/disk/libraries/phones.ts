/** What phone numbers may be, by the numbering plans of all countries; read only when somebody converts people. */
import { parsePhoneNumberFromString as parse } from "libphonenumber-js/max";
import type { PhoneNumber, ReadPhone } from "../../features/convert/phone.ts";

/** What a number is that is written in a country (a two-letter code): would rather know nothing than guess. */
export const readPhone: ReadPhone = (text, country) => {
  if (text.startsWith("+")) return read(text, undefined);
  if (country === undefined || !/^[A-Z]{2}$/.test(country)) return undefined;
  const within = read(text, country);
  // The same digits may be a number with its country code: then nobody can tell.
  const whole = /^\d+$/.test(text) ? read(`+${text}`, undefined) : undefined;
  if (within?.country !== country) return undefined;
  return whole && whole.country === country && whole.international !== within.international ? undefined : within;
};

function read(text: string, country: string | undefined): PhoneNumber | undefined {
  const found = parse(text, country === undefined ? undefined : { defaultCountry: country as "US" });
  if (!found?.isValid() || found.country === undefined) return undefined;
  return {
    international: found.number,
    country: found.country,
    national: found.nationalNumber,
    extension: found.ext,
  };
}
