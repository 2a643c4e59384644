/* weir: the program. What it does with its arguments is run.c's business. */
#include "face/cli/cli_int.h"

int main(int argc, char **argv)
{
    return cli_run(argc, argv);
}
