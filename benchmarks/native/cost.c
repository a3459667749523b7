/*
 * Runs a program to its end and writes what it cost:
 *
 *     cost FILE PROGRAM [ARGUMENT...]
 *
 * FILE gets the peak of resident memory in KiB and the CPU time in microseconds, of the program
 * and of every process that it waited for (getrusage(2)). Ends as the program did.
 *
 * The kernel counts what a process was before execve(2) as its peak, so whoever starts the program
 * must be smaller than the program: this one is, a JVM is not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long long microseconds(struct timeval time)
{
    return time.tv_sec * 1000000LL + time.tv_usec;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: cost FILE PROGRAM [ARGUMENT...]\n");
        return 64;
    }
    pid_t child = fork();
    if (child < 0) {
        perror("fork");
        return 71;
    }
    if (child == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) != child) {
        perror("wait4");
        return 71;
    }
    FILE *file = fopen(argv[1], "w");
    if (file == NULL
        || fprintf(file, "%ld %lld\n", usage.ru_maxrss,
                   microseconds(usage.ru_utime) + microseconds(usage.ru_stime)) < 0
        || fclose(file) != 0) {
        perror(argv[1]);
        return 74;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
