/** Where LibreOffice 7.4 gives something else than Excel does, and why the engine follows Excel. */
export const knownDifferences: Record<string, string> = {
  'TRUE>"z"': 'Excel ranks booleans above text',
  '1*(0.5-0.4-0.1)=0': 'Excel documents that a difference in parentheses keeps its rounding noise',
  'MROUND(5,-2)': 'Excel gives #NUM! for different signs',
  'AND(TRUE,1,"TRUE")': 'Excel reads "TRUE" written as an argument',
  'ADDRESS(2,3,1,TRUE,"My Sheet")': 'LibreOffice separates sheet and cell by a point',
  'TEXT(12,"0.##")': 'Excel keeps the point of a format',
  'TEXT(TRUE,"0")': 'Excel leaves booleans as they are',
  'CONCAT("a",1,TRUE)': 'Excel spells booleans out',
  'SUM(Data!F1:F10)': 'Excel leaves booleans in cells out of sums and counts',
  'COUNT(Data!A1:J10)': 'Excel leaves booleans in cells out of sums and counts',
  'SUM(1,"2",TRUE)': 'Excel reads a number written as text in an argument',
  'PERCENTRANK(Data!B1:B10,60)': 'Excel cuts the rank off after three digits, LibreOffice rounds it',
  'PERCENTRANK.EXC(Data!B1:B10,54)': 'Excel cuts the rank off after three digits, LibreOffice rounds it',
  'CONVERT(1,"lbm","kg")': 'The international pound is 0.45359237 kg',
  'NUMBERVALUE("3.5%")': 'Excel documents 0.035',
  'DATE(108,1,2)': 'Excel documents 2008-01-02: years before 1900 are added to it',
  'DSUM(Data!L1:N6,"Qty",Data!P1:P2)': 'In a criteria range of Excel, text matches what begins with it',
  'DMAX(Data!L1:N6,3,Data!P1:P2)': 'In a criteria range of Excel, text matches what begins with it',
  'DAVERAGE(Data!L1:N6,"Rate",Data!P1:P3)': 'In a criteria range of Excel, text matches what begins with it',
};

/** Functions LibreOffice got after 7.4; where it has no such function it stores #NAME?. */
export const newerFunctions = /\b(?:XLOOKUP|XMATCH|SORT|SORTBY|UNIQUE|FILTER|SEQUENCE|LET|TAKE)\(/;
