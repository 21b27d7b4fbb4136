global using Xunit;

// Two cores are what the scenarios are sized for; a guest boots on one of them.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
