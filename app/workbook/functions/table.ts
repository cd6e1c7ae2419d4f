import type { FunctionTable } from '../evaluate/compile.ts';
import { arrayFunctions } from './arrays.ts';
import { conditionalFunctions } from './conditional.ts';
import { dateFunctions } from './dates.ts';
import type { FunctionDefinition } from './define.ts';
import { engineeringFunctions } from './engineering.ts';
import { financialFunctions } from './financial.ts';
import { informationFunctions } from './information.ts';
import { logicalFunctions } from './logical.ts';
import { lookupFunctions } from './lookup.ts';
import { mathFunctions } from './math.ts';
import { probabilityFunctions } from './probability.ts';
import { roundingFunctions } from './rounding.ts';
import { statisticalFunctions } from './statistics.ts';
import { subtotalFunctions } from './subtotal.ts';
import { textFunctions } from './text.ts';

const definitions = new Map<string, FunctionDefinition>(
  [
    mathFunctions,
    roundingFunctions,
    logicalFunctions,
    conditionalFunctions,
    statisticalFunctions,
    probabilityFunctions,
    subtotalFunctions,
    lookupFunctions,
    arrayFunctions,
    textFunctions,
    dateFunctions,
    financialFunctions,
    informationFunctions,
    engineeringFunctions,
  ].flatMap((family) => family.map((definition): [string, FunctionDefinition] => [definition.name, definition])),
);

/** Functions of Excel's that are listed as not supported rather than taken for a typing error. */
const elsewhere = new Set(
  `ACCRINT ACCRINTM AMORDEGRC AMORLINC ASC BAHTTEXT BESSELI BESSELJ BESSELK BESSELY BETA.DIST BETA.INV BETAINV
  BINOM.DIST.RANGE CALL COMPLEX COUPDAYBS COUPDAYS COUPDAYSNC COUPNCD COUPNUM COUPPCD CUBEKPIMEMBER CUBEMEMBER
  CUBEMEMBERPROPERTY CUBERANKEDMEMBER CUBESET CUBESETCOUNT CUBEVALUE DBCS DETECTLANGUAGE DISC DSTDEV DSTDEVP DURATION DVAR DVARP EUROCONVERT
  F.DIST FIELDVALUE FILTERXML FINDB FORECAST.ETS FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT
  GETPIVOTDATA GROUPBY HYPGEOM.DIST IMABS IMAGE IMAGINARY IMARGUMENT IMCONJUGATE IMCOS IMCOSH IMCOT IMCSC IMCSCH IMDIV
  IMEXP IMLN IMLOG10 IMLOG2 IMPOWER IMPRODUCT IMREAL IMSEC IMSECH IMSIN IMSINH IMSQRT IMSUB IMSUM IMTAN INFO INTRATE
  ISOMITTED JIS LEFTB MDURATION MIDB NEGBINOM.DIST ODDFPRICE ODDFYIELD ODDLPRICE ODDLYIELD PERCENTOF PHONETIC PIVOTBY PRICE
  PRICEDISC PRICEMAT PY RECEIVED REGEXEXTRACT REGEXREPLACE REGEXTEST REGISTER.ID REPLACEB RIGHTB RTD SEARCHB SQL.REQUEST
  STOCKHISTORY TBILLEQ TBILLPRICE TBILLYIELD TRANSLATE TRIMRANGE WEBSERVICE YIELD YIELDDISC YIELDMAT`.split(/\s+/),
);

export const functionTable: FunctionTable = {
  find: (name) => definitions.get(name),
  isKnownElsewhere: (name) => elsewhere.has(name),
};

/** Names of every function the engine calculates, for help and completion. */
export const functionNames: readonly string[] = [...definitions.keys(), 'LET', 'LAMBDA'].sort();

/** True when a formula with this function may fill several cells. */
export function givesArray(name: string): boolean {
  return definitions.get(name)?.givesArray ?? (name === 'LET' || name === 'LAMBDA');
}
