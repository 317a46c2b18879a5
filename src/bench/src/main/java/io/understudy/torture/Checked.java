package io.understudy.torture;

/**
 * How much of a run was looked at.
 *
 * @param mutations answers to mutations, each with its place in the order
 * @param queries answers to queries
 * @param blind histories of one object that were checked blind to the order
 * @param givenUp of them, those whose search was given up
 * @param rows rows of databases that were compared
 * @param inLog mutations that were found in the operation log
 */
public record Checked(
    long mutations, long queries, long blind, long givenUp, long rows, long inLog) {}
