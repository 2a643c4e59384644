/* fuzz_csv: any bytes as a CSV file, with one kind for all rows and with a kind column. */
#include "intake_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    return try_all(INTAKE_CSV, bytes, len);
}
