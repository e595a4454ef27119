/** All rules; written by `npm run docs` from the files beside it. */
import { type Rule, type RuleSet, ruleSetOf } from "../core/checking/rule.ts";
import blankInId from "./blank-in-id.ts";
import blankRow from "./blank-row.ts";
import byteOrderMark from "./byte-order-mark.ts";
import columnCount from "./column-count.ts";
import columnName from "./column-name.ts";
import columnOrder from "./column-order.ts";
import controlCharacter, { blob as controlCharacterBlob, inRow as controlCharacterInRow } from "./control-character.ts";
import duplicateColumn from "./duplicate-column.ts";
import duplicateId from "./duplicate-id.ts";
import duplicateValue from "./duplicate-value.ts";
import emptyChannel from "./empty-channel.ts";
import emptyColumn from "./empty-column.ts";
import emptyFile from "./empty-file.ts";
import emptyLastCell from "./empty-last-cell.ts";
import formulaCell, { wrapped as formulaCellWrapped } from "./formula-cell.ts";
import garbledText from "./garbled-text.ts";
import invalidBoolean from "./invalid-boolean.ts";
import invalidCode from "./invalid-code.ts";
import invalidCountryCode from "./invalid-country-code.ts";
import invalidCountryName from "./invalid-country-name.ts";
import invalidDate from "./invalid-date.ts";
import invalidEmail from "./invalid-email.ts";
import invalidEncoding, { inFile as invalidEncodingInFile } from "./invalid-encoding.ts";
import invalidGroup, { inRow as invalidGroupInRow } from "./invalid-group.ts";
import invalidNumber from "./invalid-number.ts";
import invalidPersonName from "./invalid-person-name.ts";
import invalidPhone from "./invalid-phone.ts";
import invalidPostalCode from "./invalid-postal-code.ts";
import invalidStatus from "./invalid-status.ts";
import invalidTimezone from "./invalid-timezone.ts";
import invalidUrl from "./invalid-url.ts";
import invalidUsername from "./invalid-username.ts";
import invalidUuid from "./invalid-uuid.ts";
import invalidValue from "./invalid-value.ts";
import invisibleCharacter, { inHeader as invisibleCharacterInHeader } from "./invisible-character.ts";
import linesBeforeHeader from "./lines-before-header.ts";
import listFormat from "./list-format.ts";
import mergeConflict from "./merge-conflict.ts";
import missingColumn from "./missing-column.ts";
import missingFile from "./missing-file.ts";
import mixedLineEndings from "./mixed-line-endings.ts";
import multilineCell from "./multiline-cell.ts";
import notActive from "./not-active.ts";
import placeholderValue from "./placeholder-value.ts";
import quotedCell from "./quoted-cell.ts";
import quotedRecord, { inFile as quotedRecordInFile } from "./quoted-record.ts";
import repeatedContact from "./repeated-contact.ts";
import repeatedHeader from "./repeated-header.ts";
import requiredTogether from "./required-together.ts";
import requiredValue from "./required-value.ts";
import rowCondition from "./row-condition.ts";
import severalPrimaries from "./several-primaries.ts";
import spreadsheetDamage, {
  inAllIds as spreadsheetDamageInAllIds,
  withSpace as spreadsheetDamageWithSpace,
} from "./spreadsheet-damage.ts";
import strayLine from "./stray-line.ts";
import strayQuote, { inHeader as strayQuoteInHeader } from "./stray-quote.ts";
import surroundingSpace from "./surrounding-space.ts";
import tooManyRows from "./too-many-rows.ts";
import typeWithoutValue from "./type-without-value.ts";
import unclosedQuote, { inHeader as unclosedQuoteInHeader } from "./unclosed-quote.ts";
import unknownColumn, { inFile as unknownColumnInFile } from "./unknown-column.ts";
import unknownCommunity from "./unknown-community.ts";
import unknownGroup from "./unknown-group.ts";
import unknownReference from "./unknown-reference.ts";
import unknownRole from "./unknown-role.ts";
import unknownUser from "./unknown-user.ts";
import userWithoutGroup from "./user-without-group.ts";
import weakPassword from "./weak-password.ts";
import wrongDelimiter from "./wrong-delimiter.ts";

/** Each rule once, in the order of the catalogue. */
export const allRules: readonly Rule[] = [
  blankRow,
  byteOrderMark,
  columnCount,
  controlCharacter,
  emptyFile,
  emptyLastCell,
  garbledText,
  invalidEncoding,
  invisibleCharacter,
  linesBeforeHeader,
  mergeConflict,
  mixedLineEndings,
  multilineCell,
  quotedCell,
  quotedRecord,
  repeatedHeader,
  strayLine,
  strayQuote,
  tooManyRows,
  unclosedQuote,
  wrongDelimiter,
  columnName,
  columnOrder,
  duplicateColumn,
  emptyColumn,
  missingColumn,
  unknownColumn,
  blankInId,
  emptyChannel,
  formulaCell,
  invalidBoolean,
  invalidCode,
  invalidCountryCode,
  invalidCountryName,
  invalidDate,
  invalidEmail,
  invalidGroup,
  invalidNumber,
  invalidPersonName,
  invalidPhone,
  invalidPostalCode,
  invalidStatus,
  invalidTimezone,
  invalidUrl,
  invalidUsername,
  invalidUuid,
  invalidValue,
  listFormat,
  notActive,
  placeholderValue,
  requiredTogether,
  requiredValue,
  rowCondition,
  spreadsheetDamage,
  surroundingSpace,
  typeWithoutValue,
  unknownRole,
  weakPassword,
  duplicateId,
  duplicateValue,
  severalPrimaries,
  missingFile,
  repeatedContact,
  unknownCommunity,
  unknownGroup,
  unknownReference,
  unknownUser,
  userWithoutGroup,
];

/** What a checker asks, in the order that the rules declare. */
export const rules: RuleSet = ruleSetOf(allRules, [
  controlCharacterBlob,
  controlCharacterInRow,
  formulaCellWrapped,
  invalidEncodingInFile,
  invalidGroupInRow,
  invisibleCharacterInHeader,
  quotedRecordInFile,
  spreadsheetDamageInAllIds,
  spreadsheetDamageWithSpace,
  strayQuoteInHeader,
  unclosedQuoteInHeader,
  unknownColumnInFile,
]);
